"""How a form over what is in the draft answers: a button with the page, somebody who is still typing with a word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import Party
from bands.press.seen import Seen
from bands.queries import edited_kit
from bands.views.press.frame import frame
from web.htmx import HtmxRequest


@dataclass(frozen=True)
class Fault:
    """Why nothing was saved: at a field, or at none."""

    text: str
    name: str = ""
    field: forms.BoundField | None = None


def seen_in(request: HttpRequest, **content: object) -> Seen:
    """What the form that is sent was begun from; for a page that is only opened, this content."""
    return Seen(request.POST.get("seen", "")) if request.method == "POST" else Seen.of(**content)


def saved(request: HtmxRequest, party: Party, seen: Seen, text: str, *to: str) -> HttpResponse:
    """The draft holds what was sent. Who goes on typing gets what their next save has to know, and nothing else."""
    if not request.htmx:
        messages.success(request, text)
        return redirect(*to)
    return render(request, "bands/_press_saved.html", frame(request, party, edited_kit(party)) | {"seen": seen})


def page(request: HtmxRequest, template: str, context: dict, faults: Iterable[Fault]) -> HttpResponse:
    """The page with its form, with what is wrong in it; who goes on typing is told only that."""
    if request.method != "POST":
        return render(request, template, context)
    status = 409 if context["seen"].overtaken else 422
    if not request.htmx:
        return render(request, template, context | {"is_unsaved": True}, status=status)
    return render(request, "bands/_press_unsaved.html", context | {"faults": list(faults)}, status=status)


def faults_of_form(form: forms.Form) -> Iterator[Fault]:
    """In the order of the page."""
    yield from (Fault(str(text)) for text in form.non_field_errors())
    yield from (Fault(" ".join(map(str, field.errors)), str(field.label), field) for field in form if field.errors)


def faults_of_rows(rows: BaseFormSet) -> Iterator[Fault]:
    """The same for a table of forms."""
    yield from (Fault(str(text)) for text in rows.non_form_errors())
    for number, row in enumerate(rows, start=1):
        for fault in faults_of_form(row):
            yield Fault(fault.text, _("Row %(number)s, %(name)s") % {"number": number, "name": fault.name}, fault.field)
