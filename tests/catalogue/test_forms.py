import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from catalogue.forms import CityField, CurrencyField, GenresField, GenresLineField, currency_choices
from catalogue.models import City, Currency, Genre
from catalogue.queries import cities_called

pytestmark = pytest.mark.django_db


class PlaceForm(forms.Form):
    city = CityField()


class TasteForm(forms.Form):
    genres = GenresField(required=False)


@pytest.fixture
def hamburg():
    return cities_called("Hamburg, Germany")[0]


def place_form(**data):
    return PlaceForm({name.replace("_", "-"): value for name, value in data.items()})


@pytest.mark.parametrize("text", ["Hamburg, Germany", "hamburg", " Hamburg , DE "])
def test_city_is_taken_in_words(hamburg, text):
    form = place_form(city=text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["city"] == hamburg


def test_city_is_taken_by_id_alone(hamburg):
    form = place_form(city=str(hamburg.pk))
    assert form.is_valid()
    assert form.cleaned_data["city"] == hamburg


def test_city_of_several_is_offered_at_the_field_and_can_be_chosen_there():
    form = place_form(city="San Jose", city_id="")
    assert form.errors["city"] == ["Several towns have this name. Choose one of them."]
    html = str(form["city"])
    second = cities_called("San Jose")[1]
    assert html.count('type="radio"') == 6
    assert f'value="{second.pk}"' in html
    assert 'value="San Jose"' in html

    chosen = place_form(city="San Jose", city_id=str(second.pk))
    assert chosen.is_valid()
    assert chosen.cleaned_data["city"] == second


def test_city_typed_over_an_earlier_choice_wins(hamburg):
    form = place_form(city="Munich, Germany", city_id=str(hamburg.pk))
    assert form.is_valid()
    assert form.cleaned_data["city"].name == "Munich"


def test_city_mistyped_offers_what_is_like_it():
    form = place_form(city="Hambrug")
    assert form.errors["city"] == ["We can’t find this town. Is it one of these?"]
    assert "Hamburg, Germany" in str(form["city"])


def test_city_offered_for_a_mistyped_name_can_be_chosen_and_no_other(hamburg):
    chosen = place_form(city="Hambrug", city_id=str(hamburg.pk))
    assert chosen.is_valid(), chosen.errors
    assert chosen.cleaned_data["city"] == hamburg
    assert 'value="Hamburg, Germany"' in str(chosen["city"])

    munich = cities_called("Munich")[0]
    assert "city" in place_form(city="Hambrug", city_id=str(munich.pk)).errors
    assert "city" in place_form(city="zzzzqqq", city_id=str(hamburg.pk)).errors


@pytest.mark.parametrize("text", ["zzzzqqq", "00000000-0000-0000-0000-000000000000", "\0", ","])
def test_city_unknown_is_an_error(text):
    assert "city" in place_form(city=text, city_id="not-an-id").errors


def test_city_missing_is_an_error_if_required():
    assert place_form(city="").errors["city"] == ["This field is required."]


def test_city_to_start_with_is_shown_in_words(hamburg):
    for initial in (hamburg, hamburg.pk):
        html = str(PlaceForm(initial={"city": initial})["city"])
        assert 'value="Hamburg, Germany"' in html
        assert f'value="{hamburg.pk}"' in html


def test_city_unchanged_is_not_changed(hamburg):
    data = {"city": "Hamburg, Germany", "city-id": str(hamburg.pk)}
    assert not PlaceForm(data, initial={"city": hamburg.pk}).has_changed()
    assert PlaceForm({"city": "Munich"}, initial={"city": hamburg.pk}).has_changed()


def test_city_of_one_form_leaves_no_candidates_in_the_next():
    assert not place_form(city="San Jose").is_valid()
    assert 'type="radio"' not in str(PlaceForm()["city"])


def taste_form(*texts):
    data = QueryDict(mutable=True)
    data.setlist("genres", texts)
    return TasteForm(data)


@pytest.mark.parametrize(
    "texts",
    [
        ["Doom metal, jazz"],
        ["doom metal", "", "JAZZ"],
        ["doom-metal", "jazz", "Jazz"],
    ],
)
def test_genres_are_taken_by_name_or_slug(texts):
    form = taste_form(*texts)
    assert form.is_valid(), form.errors
    assert [genre.pk for genre in form.cleaned_data["genres"]] == ["doom-metal", "jazz"]


def test_genres_unknown_are_named_with_what_is_meant_most_likely():
    form = taste_form("Dooom metal", "qqqqq", "jazz")
    assert form.errors["genres"] == [
        "We don’t know the genre “Dooom metal”. Do you mean “Doom metal”?",
        "We don’t know the genre “qqqqq”.",
    ]


@pytest.mark.parametrize(
    ("said", "meant"), [("metal", "heavy-metal"), ("Métal", "heavy-metal"), ("hop", "hip-hop"), ("rock", "rock")]
)
def test_genres_of_a_search_are_taken_by_a_part_of_their_name(said, meant):
    assert [genre.pk for genre in GenresLineField().clean([said])] == [meant]


@pytest.mark.parametrize("said", ["me", "%", "meta", "x" * 500])
def test_genres_of_a_search_are_not_guessed_from_less_than_a_word(said):
    with pytest.raises(ValidationError, match="We don’t know the genre"):
        GenresLineField().clean([said])


def test_genres_are_eight_at_most():
    names = Genre.objects.values_list("name", flat=True)
    assert taste_form(*names[:8]).is_valid()
    assert taste_form(*names[:9]).errors["genres"] == ["Choose at most 8 genres."]


def test_genres_none_is_an_empty_list():
    form = taste_form("")
    assert form.is_valid()
    assert form.cleaned_data["genres"] == []


def test_genres_to_start_with_are_shown_and_not_changed():
    genres = list(Genre.objects.filter(pk__in=["doom-metal", "jazz"]))
    form = TasteForm(taste_form("Doom metal", "jazz").data, initial={"genres": genres})
    assert not form.has_changed()
    html = " ".join(str(TasteForm(initial={"genres": genres})["genres"]).split())
    assert 'value="Doom metal, Jazz" list=' in html
    assert html.count('type="text"') == 1
    assert html.count("<option") == 794


def test_city_field_fits_a_model_form(hamburg):
    class CityNameForm(forms.ModelForm):
        city = CityField()

        class Meta:
            model = City.names.rel.related_model
            fields = ("city", "name")

    form = CityNameForm({"city": "Hamburg", "name": "Hammaburg"})
    assert form.is_valid(), form.errors
    assert form.save().city == hamburg


class SpendForm(forms.Form):
    currency = CurrencyField(Currency.objects.all(), required=False)


def test_currency_is_taken_by_its_code():
    form = SpendForm({"currency": "EUR"})
    assert form.is_valid()
    assert form.cleaned_data["currency"] == Currency.objects.get(code="EUR")


def test_currency_none_is_none():
    form = SpendForm({})
    assert form.is_valid()
    assert form.cleaned_data["currency"] is None


@pytest.mark.parametrize("text", ["eur", "XXX", "EU\0R", "€", "x" * 500])
def test_currency_unknown_is_an_error(text):
    assert SpendForm({"currency": text}).errors["currency"]


def test_genres_understood_are_shown_by_name_without_asking_again(django_assert_num_queries):
    form = taste_form("doom-metal", "Jazz")
    assert form.is_valid()
    with django_assert_num_queries(0):
        assert form["genres"].value() == ["Doom metal", "Jazz"]


def test_currencies_are_chosen_by_name_with_their_sign():
    (_, likely), (_, others) = currency_choices("CHF")
    assert likely == [
        ("CHF", "Swiss Franc (CHF)"), ("EUR", "Euro (€)"), ("USD", "US Dollar ($)"), ("GBP", "British Pound (£)"),
    ]  # fmt: skip
    names = [name for _code, name in others]
    assert names.index("Albanian Lek (ALL)") < names.index("Danish Krone (DKK)") < names.index("Polish Zloty (PLN)")
