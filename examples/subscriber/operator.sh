#!/bin/sh
# An operator gives another system a user of its own: it may read one queue and the log, nothing else.
#
#   printf '%s' "$PASSWORD" | ./operator.sh bulletin
#   printf '%s' "$PASSWORD" | RABBITMQCTL="docker compose exec -T rabbitmq rabbitmqctl" ./operator.sh bulletin
#
# NAME is the user, and its queue is NAME.events (prepare_queue.py makes it). VHOST is / unless set.
# Run again with another password to change it; "./operator.sh NAME --remove" takes the user away.
set -eu

NAME="${1:?usage: operator.sh NAME [--remove]  (password on standard input)}"
VHOST="${VHOST:-/}"
RABBITMQCTL="${RABBITMQCTL:-rabbitmqctl}"

case "$NAME" in
*[!a-z0-9-]* | yishi | guest | intake | screening | ballot | assembly | supervision)
    echo "NAME takes small letters, digits and - and is no service's name: $NAME" >&2
    exit 2
    ;;
esac

if [ "${2:-}" = "--remove" ]; then
    $RABBITMQCTL delete_user "$NAME"
    exit 0
fi

# The password goes by standard input, so that no list of processes shows it.
PASSWORD="$(cat)"
[ "${#PASSWORD}" -ge 16 ] || { echo "a password of at least 16 characters, please" >&2; exit 2; }
# What a user may not do cannot be seen before the user exists: first the user, then the permissions.
printf '%s\n' "$PASSWORD" | $RABBITMQCTL add_user "$NAME" >/dev/null 2>&1 ||
    printf '%s\n' "$PASSWORD" | $RABBITMQCTL change_password "$NAME"

#                                          configure  write  read
$RABBITMQCTL set_permissions -p "$VHOST" "$NAME" "^\$" "^\$" "^(${NAME}\\.(events|dead)|yishi\\.log)\$"
$RABBITMQCTL set_user_tags "$NAME"
# A program that runs wild opens no more than this.
$RABBITMQCTL set_user_limits "$NAME" '{"max-connections": 4, "max-channels": 16}'
echo "user $NAME: reads $NAME.events, $NAME.dead and yishi.log on $VHOST; writes and configures nothing"
