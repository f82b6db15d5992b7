"""What a web server and the `flask` command start: `gunicorn wsgi:app`, `flask --app wsgi ...`."""

from rose_training.app import create_app

app = create_app()
