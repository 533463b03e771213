"""What a house says of itself and its stages: typed on a page, stored by the actions, pictures and all."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.states import Role
from media.models import Picture
from tests.factories import MembershipFactory, StageFactory, UserFactory
from tests.matrix.uploads import SVG, picture
from venues.actions import add_stage_photo, remove_stage_photo, update_stage, update_venue
from venues.actions.photos import PHOTOS_MAX
from venues.models import Stage, StagePhoto

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return StageFactory()


@pytest.fixture
def leader(stage):
    return MembershipFactory(party=stage.venue.party, role=Role.MANAGER).user


@pytest.fixture
def signed_in(client, leader):
    client.force_login(leader)
    return client


def a_file(content=None):
    return SimpleUploadedFile("room.png", content or picture())


def test_sizes_are_typed_in_metres_and_kept_in_centimetres(signed_in, stage):
    typed = {"name": "Main", "width": "6.5", "depth": "4", "height": "2.85", "backline": "A kit\nTwo amps"}
    response = signed_in.post(reverse("venues:stage_edit", args=[stage.pk]), typed)
    assert response.status_code == 302
    stage.refresh_from_db()
    assert (stage.width_cm, stage.depth_cm, stage.height_cm) == (650, 400, 285)
    assert stage.backline == "A kit\nTwo amps"
    text = signed_in.get(reverse("venues:stage_edit", args=[stage.pk])).content.decode()
    assert 'value="6.5"' in text
    assert 'value="4"' in text


@pytest.mark.parametrize(
    ("field", "value"), [("width", "0"), ("depth", "-1"), ("height", "1e9"), ("width", "NaN"), ("pa", "x" * 2001)]
)
def test_a_size_that_is_none_is_an_error_at_its_field(signed_in, stage, field, value):
    response = signed_in.post(reverse("venues:stage_edit", args=[stage.pk]), {"name": "Main", field: value})
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert Stage.objects.get().width_cm is None


def test_what_is_not_named_of_a_stage_stays(leader, stage):
    update_stage(acting_user=leader, stage=stage, name="Main", lights="Twelve PARs")
    update_stage(acting_user=leader, stage=stage, name="Main hall", capacity=300)
    stage.refresh_from_db()
    assert (stage.name, stage.lights) == ("Main hall", "Twelve PARs")


def test_a_house_says_how_to_come_in_and_what_is_not_allowed(leader, stage):
    venue = stage.venue
    before = venue.party.version
    update_venue(acting_user=leader, venue=venue, access_info="Lift at\nthe back", house_rules="No glitter")
    venue.refresh_from_db()
    assert (venue.access_info, venue.house_rules) == ("Lift at\nthe back", "No glitter")
    assert venue.party.version > before


def test_a_picture_of_a_stage_is_added_and_removed_for_good(signed_in, stage):
    address = reverse("venues:stage_photo_add", args=[stage.pk])
    assert signed_in.post(address, {"file": a_file(), "alt": "The room, empty"}).status_code == 302
    photo = StagePhoto.objects.get(stage=stage)
    assert photo.picture.alt == "The room, empty"
    signed_in.post(reverse("venues:stage_photo_remove", args=[stage.pk, photo.pk]))
    assert not StagePhoto.objects.exists()
    assert not Picture.objects.exists()


def test_what_is_no_picture_is_an_error_at_its_field(signed_in, stage):
    address = reverse("venues:stage_photo_add", args=[stage.pk])
    response = signed_in.post(address, {"file": a_file(SVG), "alt": "A drawing"})
    assert response.status_code == 422
    assert 'id="id_file_error"' in response.content.decode()
    assert not Picture.objects.exists()


def test_a_stage_has_so_many_pictures_and_no_more(leader, stage):
    for number in range(PHOTOS_MAX):
        add_stage_photo(acting_user=leader, stage=stage, file=a_file(), alt=f"Corner {number}")
    with pytest.raises(ValidationError) as refusal:
        add_stage_photo(acting_user=leader, stage=stage, file=a_file(), alt="One more")
    assert list(refusal.value.message_dict) == ["file"]


def test_pictures_of_a_stage_are_for_leaders(leader, stage):
    photo = add_stage_photo(acting_user=leader, stage=stage, file=a_file(), alt="The room")
    for user in (UserFactory(), MembershipFactory(party=stage.venue.party, role=Role.STAFF).user):
        with pytest.raises(PermissionDenied):
            add_stage_photo(acting_user=user, stage=stage, file=a_file(), alt="The room")
        with pytest.raises(PermissionDenied):
            remove_stage_photo(acting_user=user, photo=photo)
    assert StagePhoto.objects.get() == photo
