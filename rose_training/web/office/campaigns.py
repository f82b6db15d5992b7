"""Campaigns as the office sees them: begin one, change it, choose its events."""

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.series import Campaign
from rose_training.services import campaigns as our_campaigns
from rose_training.services import history
from rose_training.web.forms.campaigns import CampaignForm, EventsForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office


@office.get("/campaigns")
@requires(Permission.RUN_SESSIONS)
def campaigns() -> str:
    """Every campaign, the latest first."""
    return render_template("office/campaigns/list.html", found=our_campaigns.every_one(db.session()))


@office.route("/campaigns/new", methods=["GET", "POST"])
@requires(Permission.RUN_SESSIONS)
def new_campaign() -> Response | str | tuple[str, int]:
    """Begin a campaign."""
    form = CampaignForm()
    page = "office/campaigns/edit.html"
    if not form.is_submitted():
        return render_template(page, form=form, campaign=None)
    if not form.validate():
        return render_template(page, form=form, campaign=None), 422
    try:
        with transaction() as session:
            created = our_campaigns.create(session, heading=form.heading(), by=who().actor, at=now())
            reference = created.reference
    except Refusal as refusal:
        show_refusal(form, refusal)
        return render_template(page, form=form, campaign=None), 422
    flash("The campaign is there. Now choose its events.", "success")
    return redirect(url_for("office.campaign", reference=reference), 303)


@office.route("/campaigns/<reference>", methods=["GET", "POST"])
@requires(Permission.RUN_SESSIONS)
def campaign(reference: str) -> Response | str | tuple[str, int]:
    """One campaign: its events, and those that could belong to it."""
    found = _campaign_or_404(reference)
    events = our_campaigns.events_of(db.session(), found)
    form = EventsForm(data={"events": [one.reference for one in events]})
    form.offer(our_campaigns.could_belong(db.session(), found))
    if form.validate_on_submit():
        with transaction() as session:
            chosen = our_campaigns.choose_events(
                session, reference=reference, chosen=form.events.data or (), by=who().actor, at=now()
            )
        flash(f"The campaign has {chosen} {'event' if chosen == 1 else 'events'} now.", "success")
        return redirect(url_for("office.campaign", reference=reference), 303)
    page = render_template(
        "office/campaigns/campaign.html",
        campaign=found,
        events=events,
        form=form,
        entries=history.entries_about(db.session(), reference),
    )
    return page, 422 if form.errors else 200


@office.route("/campaigns/<reference>/change", methods=["GET", "POST"])
@requires(Permission.RUN_SESSIONS)
def change_campaign(reference: str) -> Response | str | tuple[str, int]:
    """Change its words and days, or take its page off the site."""
    found = _campaign_or_404(reference)
    form = CampaignForm(obj=found)
    page = "office/campaigns/edit.html"
    if not form.is_submitted():
        return render_template(page, form=form, campaign=found)
    if not form.validate():
        return render_template(page, form=form, campaign=found), 422
    try:
        with transaction() as session:
            our_campaigns.change(session, reference=reference, heading=form.heading(), by=who().actor, at=now())
    except Refusal as refusal:
        show_refusal(form, refusal)
        return render_template(page, form=form, campaign=_campaign_or_404(reference)), 422
    flash("The campaign is changed.", "success")
    return redirect(url_for("office.campaign", reference=reference), 303)


def _campaign_or_404(reference: str) -> Campaign:
    return our_campaigns.by_reference(db.session(), reference=reference) or abort(404)
