import errno

from stageslot.embedded.errors import DiskFull, explain_os_error


def test_full_disk_is_told_with_its_remedy():
    told = explain_os_error(OSError(errno.ENOSPC, "No space left on device", "/srv/var/env"))

    assert isinstance(told, DiskFull)
    assert "no room to write under /srv/var/env" in str(told)
    assert "STAGESLOT_VAR" in str(told)


def test_foreign_folder_is_told_with_its_remedy():
    told = explain_os_error(PermissionError(errno.EACCES, "Permission denied", "/srv/var/lock"))

    assert "No permission to write /srv/var/lock" in str(told)
    assert "STAGESLOT_VAR" in str(told)


def test_other_trouble_keeps_its_own_words():
    assert "Is a directory" in str(explain_os_error(OSError(errno.EISDIR, "Is a directory", "/srv")))
