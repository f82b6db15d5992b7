"""The first page, the numbers to ring, leaving quickly, and what we tell people about the site itself."""

from flask import current_app, render_template, request, url_for

from rose_training.domain.helplines import Helpline
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public

READ_ON_TO = {
    "numbers": ("public.worried", "the numbers to ring"),
    "activities": ("public.activities", "what we offer"),
}
"""Where the page before may lead: a word in the address, so that nobody can send visitors elsewhere."""


@public.get("/")
@open_to_all
def home() -> str:
    """The doors: worried about a child, a small group, a class or year, training."""
    return render_template("public/home/index.html")


@public.get("/numbers-to-ring")
@open_to_all
def worried() -> str:
    """Whom to ring about a child. The address is neutral: it stays in the browser's list."""
    helplines: tuple[Helpline, ...] = current_app.extensions["helplines"]
    checked = min(line.last_checked for line in helplines)
    return render_template("public/pages/worried.html", checked=checked)


@public.get("/before-you-read-on")
@open_to_all
def before_you_read_on() -> str:
    """The page before: what the exit link does and what it can't do (§5.5 of the domain notes)."""
    endpoint, words = READ_ON_TO.get(request.args.get("to", ""), READ_ON_TO["numbers"])
    return render_template("public/pages/before_you_read_on.html", address=url_for(endpoint), words=words)


@public.get("/leaving-quickly")
@open_to_all
def leaving_quickly() -> str:
    """How to leave, and how to keep a visit to the site to oneself."""
    return render_template("public/pages/leaving_quickly.html")


@public.get("/accessibility")
@open_to_all
def accessibility() -> str:
    """What works for whom, what doesn't yet, and whom to tell."""
    return render_template("public/pages/accessibility.html")


@public.get("/privacy")
@open_to_all
def privacy() -> str:
    """What we keep about adults who book, why, and for how long."""
    return render_template("public/pages/privacy.html")


@public.get("/privacy/young-people")
@open_to_all
def privacy_young_people() -> str:
    """The same for a child to read."""
    return render_template("public/pages/privacy_young_people.html")


@public.get("/cookies")
@open_to_all
def cookies() -> str:
    """The cookies, all of them needed."""
    return render_template("public/pages/cookies.html")


@public.get("/complaints")
@open_to_all
def complaints() -> str:
    """How to complain, to us and beyond us."""
    office_email = current_app.extensions["settings"].office_email
    return render_template("public/pages/complaints.html", office_email=office_email)
