#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# world.sh COMMAND...: run.sh starts it in the new namespaces. Makes the world of the cases (cases.c) on a tmpfs at
# /mnt: good storage, and storage that is bad in one way each. It needs root, or the root of a user namespace.

set -euo pipefail

T=/mnt
mount -t tmpfs -o mode=755 world "$T"
cd "$T"
umask 022

mkdir bin
cp "${MOUNTGUARD:?the path of the binary}" bin/mountguard
cp "${MG_FAULT:?the directory of the tools}"/{marker,refuse} bin/

mkdir -p src/models engine/volumes/models/_data app void empty/models empty/tmp late host
echo 'app = None' >src/main.py
echo weights >engine/volumes/models/_data/a.bin
cp bin/marker tool
ln -s app link
echo secret >secret
chmod 600 secret

# What the program needs: its source, and a volume inside it.
mount --bind src app
mount --bind engine/volumes/models/_data app/models

# The incident in both shapes: only the volumes are mounts, or an empty directory is mounted around them.
mkdir -p shape-a/models shape-b hidden/models
mount --bind engine/volumes/models/_data shape-a/models
mount --bind hidden shape-b
mount --bind engine/volumes/models/_data shape-b/models

# An older version for --install to replace.
mkdir shared
cp bin/mountguard shared/
chmod 555 shared/mountguard

mkdir ro full stale gone home
mount --bind src ro
mount -o remount,bind,ro ro
mount -t tmpfs -o size=4k,mode=755 full full
head -c 4096 /dev/zero >full/all
mount --bind gone stale
rmdir gone

# Another process holds the lock until this script's processes end.
mkdir taken
flock taken sleep infinity &
until ! flock --nonblock taken true; do :; done

# The same users on every machine.
if [ "$(awk '{ print $3; exit }' /proc/self/uid_map)" -gt 1 ]; then
	chown 1000:1000 home
	chmod 700 home
	printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'app:x:1000:1000:App:/home/app:/bin/sh' >host/passwd
	printf '%s\n' 'root:x:0:' 'app:x:1000:' 'models:x:2000:app' 'gpu:x:2002:app' >host/group
	mount --bind host/passwd /etc/passwd
	mount --bind host/group /etc/group
fi

cat >guard.conf <<'CONF'
# what the program needs
/mnt/app          mount=bind, nonempty, readable, has=main.py
/mnt/app/main.py  file, nonempty, readable, owner=root, mode=0644
/mnt/app/models   mount=volume, nonempty, writable
CONF

echo '127.0.0.1 backend' >host/hosts
mount --bind host/hosts /etc/hosts

exec 9< <(exec python3 "$(dirname "${BASH_SOURCE[0]}")/server.py")
read -r _ <&9
exec 9<&-

exec "$@"
