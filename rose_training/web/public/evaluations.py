"""How it was, and what has come of it: a short form by the link in the mail, without an account or a name."""

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.evaluation_forms import form_of, read_answers
from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.refusals import Refusal
from rose_training.messages.afterwards_letters import evaluation_of
from rose_training.services import evaluations, registrations
from rose_training.web.forms.evaluations import evaluation_form, typed
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public
from rose_training.web.security import limit_public_form


@public.route("/evaluation/<token>", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def evaluation(token: str) -> Response | str | tuple[str, int]:
    """The questions. Looking changes nothing; sending them is possible once."""
    reference, kind = evaluation_of(token) or abort(404)
    asked = evaluations.invitation(db.session(), reference=reference, kind=kind) or abort(404)
    if asked.answered:
        return redirect(url_for("public.evaluation_thanks"), 303)
    questions = form_of(kind)
    form = evaluation_form(questions)
    if form.validate_on_submit():
        try:
            answers = read_answers(questions, typed(form, questions))
            with transaction() as session:
                evaluations.answer(session, reference=reference, kind=kind, answers=answers, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("public.evaluation_thanks"), 303)
    registration = registrations.by_reference(db.session(), reference=reference) or abort(404)
    page = render_template(
        "public/evaluations/form.html",
        form=form,
        questions=questions.questions,
        training=registration.session,
        later=kind is EvaluationKind.EIGHT_WEEKS,
    )
    return (page, 422) if form.errors else page


@public.get("/evaluation/thank-you")
@open_to_all
def evaluation_thanks() -> str:
    """The same page for everybody who has answered: it shows nothing of what was said."""
    return render_template("public/evaluations/thanks.html")
