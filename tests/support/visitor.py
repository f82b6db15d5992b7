"""The visitor: fetches a page and inspects it, so that house style can't be forgotten."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from rose_training.clock import now
from rose_training.database import db
from rose_training.models.people import Person

UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class Page:
    """What came back: `.status`, `.location` (of a redirect), `.soup`, `.text`, `.response`."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.location = response.headers.get("Location")
        self.html = response.get_data(as_text=True) if "html" in (response.content_type or "") else ""
        self.soup = BeautifulSoup(self.html, "html5lib")

    @property
    def text(self) -> str:
        """The words of the page's main part, with single spaces."""
        main = self.soup.find("main") or self.soup
        return " ".join(main.get_text(" ").split())

    @property
    def heading(self) -> str:
        found = self.soup.find("h1")
        return " ".join(found.get_text(" ").split()) if found else ""

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        return [" ".join(link.get_text(" ").split()) for link in self.soup.select(".govuk-error-summary__list li")]

    @property
    def csrf_token(self) -> str | None:
        found = self.soup.find("input", attrs={"name": "csrf_token"})
        return str(found["value"]) if isinstance(found, Tag) else None

    def links(self) -> list[str]:
        return [str(a["href"]) for a in self.soup.find_all("a", href=True)]

    def table(self) -> list[list[str]]:
        """The first table's rows, as text."""
        return [
            [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
            for row in self.soup.select("table tr")
        ]


class Visitor:
    """A browser without JavaScript. `get` and `post` return a `Page` that has been inspected."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.last: Page | None = None

    def get(self, url: str, *, follow: bool = False, inspect: bool = True, **options: Any) -> Page:
        page = Page(self.client.get(url, follow_redirects=follow, **options))
        if inspect and page.html and page.status == 200:
            problems = inspected(page.soup)
            assert not problems, f"GET {url}: " + "; ".join(problems)
        self.last = page
        return page

    def post(
        self, url: str, data: dict[str, Any] | None = None, *, follow: bool = False, token: bool = True, **options: Any
    ) -> Page:
        """Send a form. The CSRF token is taken from the page seen last, or from the form's own page."""
        data = dict(data or {})
        if token and "csrf_token" not in data:
            found = self.last.csrf_token if self.last else None
            data["csrf_token"] = found or self.get(url, inspect=False).csrf_token or ""
        page = Page(self.client.post(url, data=data, follow_redirects=follow, **options))
        if page.html and page.status in {200, 400, 409, 422}:
            problems = inspected(page.soup)
            assert not problems, f"POST {url}: " + "; ".join(problems)
        if page.html:
            self.last = page
        return page

    def sign_in(self, person: Person) -> "Visitor":
        """Be this person from now on (they must be committed)."""
        from rose_training.services import accounts

        with self.app.app_context(), Session(db.engine) as session:
            session.connection(execution_options={"writes": True})
            token = accounts.start_session(session, person=session.get_one(Person, person.id), shared=False, at=now())
            session.commit()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return self


def inspected(soup: BeautifulSoup) -> list[str]:
    """What is wrong with the page as a page, in words."""
    problems: list[str] = []
    html = soup.find("html")
    if not (isinstance(html, Tag) and html.get("lang")):
        problems.append("the page does not say its language")
    if not (soup.title and soup.title.get_text(strip=True)):
        problems.append("the page has no title")
    headings = soup.find_all("h1")
    if len(headings) != 1:
        problems.append(f"{len(headings)} h1 headings instead of one")
    ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
    problems += [f"id '{i}' stands twice" for i in sorted({i for i in ids if ids.count(i) > 1})]
    labelled = {str(label.get("for")) for label in soup.find_all("label")}
    for control in soup.find_all(["input", "select", "textarea"]):
        if control.get("type") in UNLABELLED:
            continue
        named = control.get("id") in labelled or control.get("aria-label") or control.get("aria-labelledby")
        if not named and not control.find_parent("label"):
            problems.append(f"the field '{control.get('name')}' has no label")
    for form in soup.find_all("form"):
        if str(form.get("method", "get")).lower() == "post" and not form.find("input", attrs={"name": "csrf_token"}):
            problems.append(f"the form to '{form.get('action')}' has no csrf_token")
    for image in soup.find_all("img"):
        if image.get("alt") is None:
            problems.append(f"the picture '{image.get('src')}' has no alt text")
    for script in soup.find_all("script"):
        if not script.get("src"):
            problems.append("an inline script")
    if soup.find(style=True) or soup.find("style"):
        problems.append("an inline style")
    for tag, attribute in (("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src")):
        for found in soup.find_all(tag, attrs={attribute: True}):
            if str(found[attribute]).startswith(("http:", "https:", "//")) and found.get("rel") != ["canonical"]:
                problems.append(f"a third party is asked: {found[attribute]}")
    for label in soup.find_all(attrs={"aria-describedby": True}):
        for target in str(label["aria-describedby"]).split():
            if target not in ids:
                problems.append(f"aria-describedby points to '{target}', which is not there")
    return problems
