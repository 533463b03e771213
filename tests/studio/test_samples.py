"""Samples before and after: who adds, changes, orders and removes them, who hears them, and how loud."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from accounts.actions import approve_party
from media.actions import prepare, take_away
from media.hooks import may_have
from media.models import Sound
from media.states import State
from studio.actions import add_sample, move_sample, remove_sample, update_sample
from studio.actions.samples import SAMPLES_MAX
from studio.models import Sample
from studio.queries import first_samples, samples_of
from tests.factories import UserFactory
from tests.media.making import make_sound, sound_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_here")]


@pytest.fixture
def public(professional):
    approve_party(acting_user=UserFactory(is_staff=True), party=professional.party)
    professional.party.refresh_from_db()
    return professional


def ready_sample(professional, title="Salz", position=1, before=-20.0, after=-14.0):
    """A sample of which both recordings are prepared, at these loudnesses."""
    sounds = {"before": make_sound(), "after": make_sound()}
    for name, loudness in (("before", before), ("after", after)):
        sounds[name].loudness = loudness
        sounds[name].save(update_fields=["loudness"])
    return Sample.objects.create(professional=professional, title=title, position=position, **sounds)


def sent(**fields):
    return {"title": "Salz", "before": sound_file(), "after": sound_file()} | fields


def no_sound():
    return SimpleUploadedFile("song.wav", b"Dear all,\nplease find the song attached.\n")


def titles(professional):
    return list(professional.samples.values_list("title", flat=True))


def page_of(professional):
    return reverse("studio:samples", args=[professional.party.slug])


def public_page(professional):
    return reverse("discovery:professional", args=[professional.party.slug])


def test_a_sample_is_heard_once_both_recordings_are_prepared(client, user, public):
    sample = add_sample(acting_user=user, professional=public, **sent())
    heard = []
    for sound in (sample.before, sample.after):
        heard.append("data-compare" in client.get(public_page(public)).text)
        prepare(kind="sounds", pk=sound.pk)
    assert heard == [False, False]
    text = client.get(public_page(public)).text
    sample.before.refresh_from_db()
    assert "data-compare" in text
    assert sample.before.rendition("opus").url in text


def test_the_version_of_the_page_is_raised_when_a_recording_is_prepared(user, public):
    sample = add_sample(acting_user=user, professional=public, **sent())
    before = public.party.version
    prepare(kind="sounds", pk=sample.after.pk)
    public.party.refresh_from_db()
    assert public.party.version > before


def test_what_was_taken_away_by_staff_is_not_heard(client, public):
    sample = ready_sample(public)
    take_away(acting_user=UserFactory(is_staff=True), kept=sample.after)
    assert samples_of(public) == []
    assert "data-compare" not in client.get(public_page(public)).text


@pytest.mark.parametrize("field", ["before", "after"])
def test_a_file_that_is_no_recording_is_refused_at_its_field(signed_in, professional, field):
    response = signed_in.post(page_of(professional), sent(**{field: no_sound()}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Sample.objects.exists()
    assert not Sound.objects.exists()


def test_both_files_are_wanted(signed_in, professional):
    response = signed_in.post(page_of(professional), {"title": "Salz"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["before", "after"])


def test_a_file_that_is_too_large_is_refused_at_its_field(user, professional, settings):
    settings.SOUND_BYTES_MAX = 10_000
    with pytest.raises(ValidationError) as refused:
        add_sample(acting_user=user, professional=professional, **sent())
    assert list(refused.value.message_dict) == ["before"]


def test_one_too_many_is_refused(signed_in, user, professional):
    for number in range(SAMPLES_MAX):
        ready_sample(professional, f"Song {number}", number)
    assert b'name="before"' not in signed_in.get(page_of(professional)).content
    assert signed_in.post(page_of(professional), sent()).status_code == 422
    assert professional.samples.count() == SAMPLES_MAX


def test_pages_add_change_and_remove(signed_in, professional):
    assert signed_in.post(page_of(professional), sent()).status_code == 302
    sample = professional.samples.get()
    edit = reverse("studio:sample_edit", args=[professional.party.slug, sample.pk])
    assert signed_in.post(edit, {"title": "Salz, the end", "after": sound_file(seconds=3)}).status_code == 302
    changed = professional.samples.get()
    assert (changed.title, changed.before_id) == ("Salz, the end", sample.before_id)
    assert changed.after_id != sample.after_id
    assert not Sound.objects.filter(pk=sample.after_id).exists()
    remove = reverse("studio:sample_remove", args=[professional.party.slug, sample.pk])
    assert signed_in.post(remove).status_code == 302
    assert not Sample.objects.exists()
    assert not Sound.objects.exists()


def test_what_the_worker_refuses_is_said_on_the_page(signed_in, professional):
    sample = ready_sample(professional)
    Sound.objects.filter(pk=sample.before_id).update(state=State.REFUSED, reason="too_short", files=[])
    sample.before.refresh_from_db()
    assert str(sample.before.reason_text) in signed_in.get(page_of(professional)).text


@pytest.mark.parametrize(
    ("moved", "steps", "order"), [("A", 1, "BAC"), ("C", -1, "ACB"), ("A", -1, "ABC"), ("C", 1, "ABC")]
)
def test_samples_change_places(user, professional, moved, steps, order):
    made = {title: ready_sample(professional, title, place) for place, title in enumerate("ABC")}
    move_sample(acting_user=user, sample=made[moved], steps=steps)
    assert "".join(titles(professional)) == order


def test_nobody_else_may(professional):
    sample, stranger = ready_sample(professional), UserFactory()
    for action, arguments in (
        (add_sample, {"professional": professional} | sent()),
        (update_sample, {"sample": sample, "title": "Mine"}),
        (move_sample, {"sample": sample, "steps": 1}),
        (remove_sample, {"sample": sample}),
    ):
        with pytest.raises(PermissionDenied):
            action(acting_user=stranger, **arguments)
    assert titles(professional) == ["Salz"]


def test_changing_one_that_was_removed_says_so(user, professional):
    sample = ready_sample(professional)
    remove_sample(acting_user=user, sample=Sample.objects.get())
    with pytest.raises(ValidationError, match="removed"):
        update_sample(acting_user=user, sample=sample, title="Late")


def test_the_database_refuses_one_recording_as_both(professional):
    sound = make_sound()
    with pytest.raises(IntegrityError, match="sample_has_two_recordings"):
        Sample.objects.create(professional=professional, title="Salz", before=sound, after=sound)


@pytest.mark.parametrize(
    ("before", "after", "gains"), [(-20.0, -14.0, (0, -6)), (-9.5, -14.0, (-4.5, 0)), (None, -14.0, (0, 0))]
)
def test_the_louder_one_is_turned_down(professional, before, after, gains):
    ready_sample(professional, before=before, after=after)
    [pair] = samples_of(professional)
    assert (pair.before.gain, pair.after.gain) == gains


def test_recordings_are_for_whoever_sees_the_professional(user, professional):
    sample, stranger = ready_sample(professional), UserFactory()
    answers = [may_have(each, Sound, sample.before.pk) for each in (user, stranger)]
    approve_party(acting_user=UserFactory(is_staff=True), party=professional.party)
    assert [*answers, may_have(stranger, Sound, sample.after.pk)] == [True, False, True]


def test_the_api_tells_them(client, public):
    sample = ready_sample(public)
    [told] = client.get(f"/api/v1/professionals/{public.party.slug}").json()["portfolio"]
    assert (told["id"], told["title"]) == (str(sample.pk), "Salz")
    assert (told["before"]["gain"], told["after"]["gain"], told["after"]["loudness"]) == (0, -6, -14)
    assert {file["media_type"] for file in told["before"]["files"]} == {"audio/mp4", "audio/ogg"}


def test_search_tells_the_first_three(client, public):
    for place in range(4):
        ready_sample(public, f"Song {place}", place)
    [found] = client.get("/api/v1/professionals").json()["items"]
    assert [each["title"] for each in found["portfolio"]] == ["Song 0", "Song 1", "Song 2"]
    text = client.get(reverse("discovery:professionals")).text
    assert "js/compare." in text
    assert "css/pages/studio." in text
    assert "Song 2" in text
    assert "Song 3" not in text


def test_samples_of_many_take_one_query(public, django_assert_num_queries):
    for place in range(3):
        ready_sample(public, f"Song {place}", place)
    with django_assert_num_queries(1):
        found = first_samples([public.pk], 2)
        assert [pair.before.sound.title for pair in found[public.pk]] == ["Undertow"] * 2


def test_a_page_with_three_takes_as_many_queries_as_with_one(client, public, django_assert_num_queries):
    for place in range(3):
        ready_sample(public, f"Song {place}", place)
        client.get(public_page(public))
        with django_assert_num_queries(9):
            client.get(public_page(public))
