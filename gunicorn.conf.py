"""How gunicorn serves the site. Addresses and numbers come from the settings (docs/settings.md)."""

import os

from config import Settings

_settings = Settings.read()

bind = os.environ.get("BIND", f"127.0.0.1:{_settings.port}")
workers = _settings.web_workers
threads = _settings.web_threads
worker_class = "gthread"
timeout = 60
graceful_timeout = 10
keepalive = 5
# The site writes its own log of requests, without addresses or personal data.
accesslog = None
errorlog = "-"
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
control_socket_disable = True
