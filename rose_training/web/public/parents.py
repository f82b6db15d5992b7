"""For parents and carers: what is covered, what their children see, whom to ring (§2.2 item 9 of the domain notes)."""

from flask import abort, render_template

from rose_training.database import db
from rose_training.domain.programme import Audience
from rose_training.services import programme
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public


@public.get("/parents")
@open_to_all
def parents() -> str:
    """What parents may always see and ask, and the page of each topic."""
    return render_template(
        "public/parents/parents.html",
        topics=programme.activities(db.session(), audience=Audience.PUPILS),
        sessions=programme.activities(db.session(), audience=Audience.PARENTS),
    )


@public.get("/parents/<slug>")
@open_to_all
def parents_topic(slug: str) -> str:
    """One topic: what is covered, a sample of what pupils see, and whose work it is. The address is neutral."""
    topic = programme.activity(db.session(), slug=slug)
    if topic is None or topic.audience is not Audience.PUPILS:
        abort(404)
    return render_template("public/parents/topic.html", topic=topic)
