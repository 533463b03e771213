# Shared by deploy/install and deploy/upgrade: how a version is made ready and put in place.

HOME_FOLDER=/opt/stageslot
SETTINGS_FILE=/etc/stageslot/env
VAR_FOLDER=/var/lib/stageslot

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# manage RELEASE ARGUMENTS: manage.py of that release, as the account that the site runs under.
manage() {
    local release=$1
    shift
    (cd "$release" && runuser -u stageslot -- env "STAGESLOT_VAR=$VAR_FOLDER" .venv/bin/python manage.py "$@")
}

# make_release COMMIT: the source of that commit with its requirements, in a folder of its own. Prints the folder.
# The running site has another folder, so nothing changes under its feet.
make_release() {
    local commit release
    commit=$(git -C "$HOME_FOLDER/source" rev-parse --verify --quiet "$1^{commit}") || fail "There is no version $1."
    release="$HOME_FOLDER/releases/$(git -C "$HOME_FOLDER/source" describe --tags --always "$commit")"
    if [ ! -e "$release/ready" ]; then
        rm -rf "$release"
        mkdir -p "$release"
        git -C "$HOME_FOLDER/source" archive "$commit" | tar -x -C "$release"
        (cd "$release" && python3 bin/bootstrap.py requirements.txt && .venv/bin/python -m compileall -q -x '\.venv' .) >&2
        touch "$release/ready"
    fi
    printf '%s' "$release"
}

# put_in_place RELEASE: database, static files, then the switch. The old version answers until it is restarted.
put_in_place() {
    local release=$1
    say "Database and static files"
    manage "$release" migrate --noinput
    manage "$release" collectstatic --noinput --verbosity 0
    ln -sfn "$release" "$HOME_FOLDER/next"
    mv -T "$HOME_FOLDER/next" "$HOME_FOLDER/current"
    install -m 644 "$release"/deploy/systemd/* /etc/systemd/system/
    install -m 755 "$release/deploy/stageslot" /usr/local/bin/stageslot
}

# wait_for_version VERSION: until /health tells of it, for a minute. Fails when it does not.
wait_for_version() {
    local port
    port=$(sed -n 's/^PORT=//p' "$SETTINGS_FILE")
    for _ in $(seq 120); do
        if curl -s --max-time 5 "http://127.0.0.1:${port:-8000}/health" -H "Host: $(site_host)" | grep -q "\"$1\""; then
            return
        fi
        sleep 0.5
    done
    return 1
}

site_host() { sed -n 's#^SITE_URL=https\?://\([^/:]*\).*#\1#p' "$SETTINGS_FILE"; }
version_of() { sed -n 's/^__version__ = "\(.*\)"/\1/p' "$1/stageslot/__init__.py"; }
