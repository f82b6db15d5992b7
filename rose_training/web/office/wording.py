"""The coordinator changes the words of e-mails: with a preview, and a way back to the original."""

from contextlib import suppress

from flask import abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.domain.wording import names_the_title, topic_words
from rose_training.messages import previews
from rose_training.messages.examples import SENTENCES, subject_for
from rose_training.messages.language import FILTERS
from rose_training.messages.markup import as_page, as_text
from rose_training.messages.originals import ORIGINAL_SUBJECT, Original, kinds, original
from rose_training.messages.previews import Real
from rose_training.messages.rendering import Source
from rose_training.models.wording import Wording
from rose_training.services import access_log, wording
from rose_training.web.forms.mail import WordingForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office


@office.get("/mail/wording", endpoint="wordings")
@requires(Permission.EDIT_WORDING)
def list_wordings() -> str:
    """Every kind of e-mail, and which of them have been changed."""
    return render_template("office/mail/wordings.html", kinds=kinds(), changed=wording.all_in_use(db.session()))


@office.route("/mail/wording/<kind>", methods=["GET", "POST"], endpoint="wording")
@requires(Permission.EDIT_WORDING)
def edit_wording(kind: str) -> str | Response | tuple[str, int]:
    """The words of one e-mail. 'Preview' shows them on invented or real facts and keeps nothing."""
    shipped = original(kind) or abort(404)
    in_use = wording.in_use(db.session(), kind)
    form = WordingForm(data=_words(shipped, in_use))
    if request.method == "GET":
        return _page(shipped, form, in_use)
    wish = request.form.get("wish", "")
    try:
        if not form.validate():
            return _page(shipped, form, in_use), 422
        shipped.check(subject=str(form.subject.data), body=str(form.body.data))
        preview = _preview(shipped, form, real=wish == "real")
        if wish != "save":
            return _page(shipped, form, in_use, preview=preview, real=wish == "real")
        with transaction() as session:
            wording.change(
                session,
                kind=kind,
                subject=str(form.subject.data),
                body=str(form.body.data),
                based_on=form.version,
                by=who().actor,
                at=now(),
            )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(shipped, form, in_use), 422
    flash("From now on this e-mail goes out in your words.", "success")
    return redirect(url_for("office.wording", kind=kind), 303)


@office.post("/mail/wording/<kind>/original", endpoint="restore_wording")
@requires(Permission.EDIT_WORDING)
def restore_wording(kind: str) -> Response:
    """Let the original go out again."""
    if original(kind) is None:
        abort(404)
    with transaction() as session:
        wording.restore_original(session, kind=kind, by=who().actor, at=now())
    flash("The original goes out again. Your words are kept below.", "success")
    return redirect(url_for("office.wording", kind=kind), 303)


def _words(shipped: Original, in_use: Wording | None) -> dict[str, object]:
    """What the form begins with: the words in use, or the older version that was asked for."""
    number = request.args.get("version", type=int)
    words = in_use if number is None else wording.version(db.session(), shipped.kind, number) or abort(404)
    return {
        "subject": words.subject if words else ORIGINAL_SUBJECT,
        "body": words.body if words else shipped.body,
        "based_on": in_use.id if in_use else "",
    }


def _preview(shipped: Original, form: WordingForm, *, real: bool) -> Source:
    """The words on facts, which also shows that they can be written at all. Reading real ones is written down."""
    invented = previews.preview(previews.example(shipped), subject=str(form.subject.data), body=str(form.body.data))
    found = _latest(shipped) if real else None
    if found is None:
        return invented
    with transaction() as session:
        access_log.note_read(session, subject=found.about, page="e-mail preview", by=who().actor, at=now())
    return previews.preview(found.letter, subject=str(form.subject.data), body=str(form.body.data))


def _latest(shipped: Original) -> Real | None:
    try:
        return previews.latest(db.session(), shipped.kind)
    except Exception:  # a letter that cannot be written today must not keep the page from opening
        db.session.rollback()
        return None


def _page(
    shipped: Original,
    form: WordingForm,
    in_use: Wording | None,
    *,
    preview: Source | None = None,
    real: bool = False,
) -> str:
    if preview is None and not form.errors:
        with suppress(Refusal):  # words that got into the table by another door: the page must open all the same
            preview = _preview(shipped, form, real=False)
    subject = preview.subject if preview else ""
    return render_template(
        "office/mail/wording.html",
        shipped=shipped,
        form=form,
        in_use=in_use,
        versions=wording.versions(db.session(), shipped.kind),
        sentences=SENTENCES,
        filters=FILTERS,
        subject_as_written=subject_for(shipped.kind),
        preview=preview,
        # Markup: from our own renderer, which has escaped every sign.
        preview_html=Markup(as_page(preview.body)) if preview else "",  # noqa: S704
        preview_text=as_text(preview.body) if preview else "",
        real=real,
        has_real=_latest(shipped) is not None,
        topic=topic_words(subject),
        names_the_title=names_the_title(str(form.subject.data or "")),
    )
