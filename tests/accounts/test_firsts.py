import pytest

from accounts.names.firsts import first_names


@pytest.mark.parametrize(
    ("names", "called"),
    [
        ([], []),
        (["Lena Petersen", "Mats Berg"], ["Lena", "Mats"]),
        (["Lena Petersen", "Lena Maria Quast", "Mats"], ["Lena P.", "Lena Q.", "Mats"]),
        (["Lena Petersen", "lena Pohl"], ["Lena Petersen", "lena Pohl"]),
        (["Lena", "Lena Petersen"], ["Lena", "Lena P."]),
        (["DJ Kuno", "DJ Mats"], ["DJ Kuno", "DJ Mats"]),
        (["J. Rossi", "The Edge"], ["J. Rossi", "The Edge"]),
        (["Sam", "Sam"], ["Sam", "Sam"]),
        ([" "], [" "]),
    ],
)
def test_first_names_are_told_apart_only_where_two_share_one(names, called):
    assert first_names(names) == called
