"""Find your school: one page that others lead to and that leads back with `?school=<reference>`."""

from urllib.parse import urlencode, urlsplit

from flask import Response, current_app, jsonify, render_template, request

from rose_training.database import db
from rose_training.services.organisation_search import Found, find_schools, suggest
from rose_training.web.doors import local_path
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public
from rose_training.web.security import limit_suggestions


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
        found=find_schools(db.session(), query, councils=current_app.config["OFFERED_COUNCILS"]) if query else None,
        address_of=lambda school: _with_school(onward, school) if onward else "",
    )


@public.get("/find-school/suggestions")
@open_to_all
@limit_suggestions
def suggest_schools() -> Response:
    """What may be meant by `?q=`, for the list under a field; open schools alone, or `?among=all` bodies.

    `search` is what finds the school again, and nothing else where the register numbers it.
    """
    query = " ".join(request.args.get("q", "").split())[:100]
    found = suggest(
        db.session(),
        query,
        councils=current_app.config["OFFERED_COUNCILS"],
        schools_alone=request.args.get("among") != "all",
    )
    answer = jsonify(
        schools=[
            {"name": one.name, "place": one.place, "search": one.urn or f"{one.name} {one.postcode or ''}".strip()}
            for one in found
        ]
    )
    answer.headers["Cache-Control"] = "private, max-age=60"
    return answer


def _with_school(address: str, school: Found) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode({'school': school.reference})}"
