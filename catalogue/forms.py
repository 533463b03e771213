"""Form fields for what the catalogue holds. They need no JavaScript; with it, static/js/city.js suggests towns."""

from typing import Any
from unicodedata import normalize
from uuid import UUID

from django import forms
from django.contrib.postgres.search import TrigramSimilarity
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ValidationError
from django.db.models import Value
from django.forms.renderers import TemplatesSetting
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from catalogue.names.folding import Fold
from web.money import currency_label, currency_name
from web.prepared import Parameter, PreparedQuery

from .models import City, Currency, Genre
from .queries import cities_called, genre_meant, may_be_called, search_cities

MOST_CANDIDATES = 8
SHARED_ENOUGH = 0.3
suggestions = LocMemCache("suggestions", {"timeout": 60})
"""What a search offers while one types, as this process wrote it within a minute: 800 lines take longer than to search.
What is typed is asked of the database each time."""

CITY = PreparedQuery(lambda: City.objects.select_related("country", "region").filter(pk=Parameter("city")))
CURRENCY = PreparedQuery(lambda: Currency.objects.filter(pk=Parameter("code")))
GENRE = PreparedQuery(lambda: Genre.objects.filter(slug=Parameter("slug")))
CALLED = PreparedQuery(lambda: Genre.objects.alias(folded=Fold("name")).filter(folded=Fold(Parameter("text"))))


class CityWidget(forms.TextInput):
    """A text input with suggestions. Its value is (text, id of the suggestion taken, or ""); `candidates` are the towns
    to choose from by radio buttons, set by the field when the text was not clear."""

    template_name = "catalogue/widgets/city.html"
    candidates: list[City] = []

    def value_from_datadict(self, data, files, name):
        return data.get(name), data.get(f"{name}-id", "")

    def value_omitted_from_data(self, data, files, name):
        return name not in data

    def format_value(self, value):
        return value[0] if isinstance(value, tuple) else value

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["city_id"] = value[1] if isinstance(value, tuple) else ""
        context["widget"]["candidates"] = self.candidates
        return context

    def render(self, name, value, attrs=None, renderer=None):
        return super().render(name, value, attrs, TemplatesSetting())


class CityShown(forms.HiddenInput):
    """The town that a `CityField` showed, by its id, or the words that were not understood."""

    def format_value(self, value):
        text, city_id = value if isinstance(value, tuple) else (value, "")
        return city_id or text


class CityField(forms.Field):
    """A City, or None. Accepts the id of a city or its name in words ("Hamburg", "Hamburg, Germany", "San Jose,
    California, US"). A name that several towns have is an error that offers them to choose from. Shown again, it says
    which town was understood, as the reader calls it."""

    widget = CityWidget
    hidden_widget = CityShown
    understood: tuple[object, City] | None = None
    default_error_messages = {
        "unknown": _("We can’t find this town."),
        "likely": _("We can’t find this town. Is it one of these?"),
        "several": _("Several towns have this name. Choose one of them."),
    }

    def to_python(self, value) -> City | None:
        text, chosen = value if isinstance(value, tuple) else (value, "")
        text = str(text or "").strip()
        if not text:
            return None
        city = _city_by_id(text) or self._chosen(chosen, text) or self._named(text)
        self.understood = value, city
        return city

    def _chosen(self, chosen: str, text: str) -> City | None:
        """The id counts as long as the text still means that town; without JavaScript it may have been edited since.
        A text that names no town means whichever was offered for it."""
        city = _city_by_id(chosen)
        return city if city and (may_be_called(city, text) or _is_offered(city, text)) else None

    def _named(self, text: str) -> City:
        called = cities_called(text)
        if len(called) == 1:
            return called[0]
        self.widget.candidates = called[:MOST_CANDIDATES] or search_cities(text, MOST_CANDIDATES)
        code = "several" if called else "likely" if self.widget.candidates else "unknown"
        raise ValidationError(self.error_messages[code], code=code)

    def prepare_value(self, value):
        """What is shown for a City, or its id, that the form starts with; what was not understood stays as typed."""
        if self.understood and self.understood[0] == value:
            return self.understood[1].full_label, str(self.understood[1].pk)
        if isinstance(value, tuple):
            return value
        city = value if isinstance(value, City) else _city_by_id(value)
        return (city.full_label, str(city.pk)) if city else (value, "")

    def bound_data(self, data, initial):
        return initial if self.disabled else data

    def has_changed(self, initial, data) -> bool:
        try:
            city = self.to_python(data)
        except ValidationError:
            return True
        return (city and city.pk) != (initial.pk if isinstance(initial, City) else initial or None)


def _is_offered(city: City, text: str) -> bool:
    return not cities_called(text) and city in search_cities(text, MOST_CANDIDATES)


def _city_by_id(value) -> City | None:
    try:
        pk = value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None
    return next(iter(CITY.all(city=pk)), None)


USUAL_CURRENCIES = ("EUR", "USD", "GBP")


def currency_choices(*likely: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """All currencies with their names, in two groups: the likely ones first, in this order and then the usual ones;
    then all others by name. One query."""
    codes = list(Currency.objects.order_by("code").values_list("code", flat=True))
    first = [code for code in dict.fromkeys((*likely, *USUAL_CURRENCIES)) if code in codes]
    others = [code for code in codes if code not in first]
    others.sort(key=lambda code: normalize("NFKD", currency_name(code)).encode("ascii", "ignore"))
    return [(gettext("Likely"), _named(first)), (gettext("All others"), _named(others))]


def _named(codes: list[str]) -> list[tuple[str, str]]:
    return [(code, currency_label(code)) for code in codes]


class CurrencyField(forms.ModelChoiceField):
    """A currency in use, by its code."""

    def __init__(self, queryset, *, empty_label: str | None = None, **kwargs):
        super().__init__(queryset, empty_label=empty_label, **kwargs)
        first = [("", empty_label)] if empty_label else []
        self.choices = lambda: [*first, *currency_choices()]

    def to_python(self, value) -> Currency | None:
        if value in self.empty_values or isinstance(value, Currency):
            return value or None
        self.validate_no_null_characters(value)
        if found := CURRENCY.all(code=str(value)):
            return found[0]
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})


class GenresWidget(forms.TextInput):
    """One text input for several genres, with commas between, and suggestions: static/js/genres.js offers them for each
    of several. The name may also be sent several times."""

    template_name = "catalogue/widgets/genres.html"

    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [values] if isinstance(values, str) else values

    def value_omitted_from_data(self, data, files, name):
        return name not in data

    def format_value(self, value):
        return value

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        context["widget"]["text"] = ", ".join(text for text in value or [] if text)
        context["widget"]["options"] = SafeString(suggestions.get_or_set("genres", _genre_options))
        return context

    def render(self, name, value, attrs=None, renderer=None):
        return super().render(name, value, attrs, TemplatesSetting())

    def use_required_attribute(self, initial):
        return False


class GenresField(forms.Field):
    """A list of at most `most` genres, each once, in the order given; by name or slug, without regard to case and
    accents. An unknown one is an error that says which genre is meant most likely."""

    widget = GenresWidget
    hidden_widget = forms.MultipleHiddenInput
    understood: dict[str, Genre | None] = {}
    default_error_messages = {
        "unknown": _("We don’t know the genre “%(text)s”."),
        "likely": _("We don’t know the genre “%(text)s”. Do you mean “%(name)s”?"),
        "too_many": ngettext_lazy("Choose at most %(most)d genre.", "Choose at most %(most)d genres.", "most"),
    }

    usual_help: Any = _("Put commas between several.")

    def __init__(self, *, most: int = 8, **kwargs):
        super().__init__(**{"help_text": self.usual_help} | kwargs)
        self.most = most

    def to_python(self, value) -> list[Genre]:
        texts = [part.strip() for text in value or [] for part in str(text).replace("\0", "").split(",")]
        texts = list(dict.fromkeys(filter(None, texts)))
        if len(texts) > self.most:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"most": self.most})
        self.understood = {text: self.find(text) for text in texts}
        if unknown := [text for text, genre in self.understood.items() if genre is None]:
            raise ValidationError([self._unknown(text) for text in unknown])
        return list(dict.fromkeys(filter(None, self.understood.values())))

    def find(self, text: str) -> Genre | None:
        found = GENRE.all(slug=text.lower()) or CALLED.all(text=text)
        return found[0] if found else None

    def _unknown(self, text: str) -> ValidationError:
        likeness = TrigramSimilarity(Fold("name"), Fold(Value(text)))  # type: ignore[arg-type]  # it takes expressions too
        alike = Genre.objects.annotate(likeness=likeness).filter(likeness__gte=SHARED_ENOUGH)
        name = alike.order_by("-likeness", "name").values_list("name", flat=True).first()
        code = "likely" if name else "unknown"
        return ValidationError(self.error_messages[code], code=code, params={"text": text, "name": name})

    def prepare_value(self, value):
        """Names for the genres (or slugs) that the form starts with; what was typed stays as typed."""
        values = list(value or [])
        names = {genre.slug: genre.name for genre in self.understood.values() if genre}
        rest = [text for text in values if isinstance(text, str) and text not in self.understood and "\0" not in text]
        if rest:
            names |= dict(Genre.objects.filter(slug__in=rest).values_list("slug", "name"))
        return [v.name if isinstance(v, Genre) else names.get(v, v) for v in values]

    def has_changed(self, initial, data) -> bool:
        try:
            chosen = {genre.pk for genre in self.to_python(data)}
        except ValidationError:
            return True
        return chosen != {genre.pk if isinstance(genre, Genre) else genre for genre in initial or []}


def _genre_options() -> str:
    names = Genre.objects.order_by("name").values_list("name", flat=True)
    return "".join(f'<option value="{escape(name)}"></option>' for name in names)


class GenresLineWidget(GenresWidget):
    """The same without its script, for a search that has to be there at once."""

    template_name = "catalogue/widgets/genres_line.html"


class GenresLineField(GenresField):
    """For a search, which shows what it understood: a part of a name is enough, "metal" means Heavy metal."""

    widget = GenresLineWidget
    usual_help = ""

    def find(self, text: str) -> Genre | None:
        return super().find(text) or genre_meant(text)
