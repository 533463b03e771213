import stat

import pytest

from stageslot.embedded.errors import StartError
from stageslot.embedded.instance import Instance


def test_what_is_remembered_is_read_back(instance):
    instance.remember({"DATABASE_URL": "postgres://me:se=cret@127.0.0.1:5433/x", "DEBUG": "true"})

    assert instance.remembered() == {"DATABASE_URL": "postgres://me:se=cret@127.0.0.1:5433/x", "DEBUG": "true"}
    assert instance.password("DATABASE_URL") == "se=cret"
    assert instance.port("DATABASE_URL") == 5433


def test_file_of_secrets_is_for_its_owner_only(instance):
    instance.remember({"SECRET_KEY": instance.secret("SECRET_KEY")})

    assert stat.S_IMODE(instance.env_file.stat().st_mode) == 0o600


def test_secret_is_made_once(instance):
    assert instance.secret("SECRET_KEY") != instance.secret("SECRET_KEY")

    instance.remember({"SECRET_KEY": "kept"})

    assert instance.secret("SECRET_KEY") == "kept"


def test_second_claim_of_one_folder_says_who_has_it(instance):
    instance.claim()

    with pytest.raises(StartError, match=r"running already on .*with a space.*STAGESLOT_VAR=var2 PORT=8010"):
        Instance(instance.var).claim()
