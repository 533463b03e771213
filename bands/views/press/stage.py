"""What the band needs on stage: the plot and the input list, each a table that is saved whole."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bands.access import get_led_band_for
from bands.actions import PLOT_MAX, set_inputs, set_plot
from bands.forms import InputLines, PlotItems
from bands.press.plots import describe_stage_plot, label_offsets, render_stage_plot, shape_definitions
from bands.queries import edited_kit
from bands.states import PlotKind
from bands.views.press.frame import frame
from bands.views.press.saving import faults_of_rows, page, saved, seen_in
from web.spreadsheets import table


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def press_plot(request, slug):
    """The stage plot: a drawing to drag things on, and the same as a table."""
    party = get_led_band_for(request.user, slug).party
    kit = edited_kit(party)
    rows = PlotItems.of(kit.plot, request.POST if request.method == "POST" else None)
    seen = seen_in(request, plot=kit.plot)
    named = {"acting_user": request.user, "party": party, "seen": seen}
    if rows.is_valid() and _done(rows, set_plot, items=rows.items(), **named):
        return saved(request, party, seen, _("Stage plot saved in your draft."), "bands:press_plot", party.slug)
    context = frame(request, party, kit) | {
        "rows": rows,
        "seen": seen,
        "plot": render_stage_plot(kit.plot),
        "plot_in_words": describe_stage_plot(kit.plot),
        "shapes": shape_definitions(),
        "kinds": [(kind, kind.label, label_offsets()[kind]) for kind in PlotKind],
        "most": PLOT_MAX,
    }
    return page(request, "bands/press_plot.html", context, faults_of_rows(rows))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def press_inputs(request, slug):
    """The input list as a table."""
    party = get_led_band_for(request.user, slug).party
    kit = edited_kit(party)
    rows = InputLines.of(kit.inputs, request.POST if request.method == "POST" else None)
    seen = seen_in(request, inputs=kit.inputs)
    named = {"acting_user": request.user, "party": party, "seen": seen}
    if rows.is_valid() and _done(rows, set_inputs, lines=rows.lines(), **named):
        return saved(request, party, seen, _("Input list saved in your draft."), "bands:press_inputs", party.slug)
    context = frame(request, party, kit) | {"rows": rows, "seen": seen}
    return page(request, "bands/press_inputs.html", context, faults_of_rows(rows))


@login_required
@never_cache
@require_safe
def press_inputs_csv(request, slug):
    """The input list of the draft for a spreadsheet."""
    party = get_led_band_for(request.user, slug).party
    headings = [_("Channel"), _("Instrument"), _("Microphone or DI"), _("Stand"), _("48 V"), _("Notes")]
    lines = (
        (line.channel, line.source, line.mic, line.stand, _("yes") if line.is_phantom else "", line.notes)
        for line in edited_kit(party).inputs
    )
    response = HttpResponse(table(headings, lines), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{party.slug}-inputs.csv"'
    return response


def _done(rows, action, **arguments):
    """What the action returns; what it refuses stands above the table."""
    try:
        return action(**arguments)
    except ValidationError as error:
        rows.non_form_errors().extend(error.messages)
        return None
