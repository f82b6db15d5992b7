"""Find your school: one page that others lead to and that leads back with `?school=<reference>`."""

from urllib.parse import urlencode, urlsplit

from flask import render_template, request

from rose_training.database import db
from rose_training.services.organisation_search import Found, find_schools
from rose_training.web.doors import local_path
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public


@public.get("/find-school")
@open_to_all
def find_school() -> str:
    """Schools for `?q=`. With `?next=`, an address of this site, each leads there with its reference."""
    query = " ".join(request.args.get("q", "").split())[:100]
    onward = local_path(request.args.get("next")) or ""
    return render_template(
        "public/schools/find.html",
        query=query,
        onward=onward,
        found=find_schools(db.session(), query) if query else None,
        address_of=lambda school: _with_school(onward, school) if onward else "",
    )


def _with_school(address: str, school: Found) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode({'school': school.reference})}"
