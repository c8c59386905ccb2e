#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --format json, and the termination message of Kubernetes.

load helpers

# get FILE EXPRESSION: evaluates it on the one JSON object in the file.
get() {
	python3 -c 'import json, sys
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
assert len(lines) == 1, "one line"
report = json.loads(lines[0])
print(eval(sys.argv[2]))' "$@"
}
export -f get

@test "one object on one line, on standard error for the guard and on standard output for the rest" {
	in_ns get <<-'EOF'
		needs python3
		mkdir app
		mount -t tmpfs app app
		try --format json -e '/mnt/app mount, nonempty' -e '/mnt/bin dir' -- program
		exits 69
		printed ''
		[ "$(get .try/err '[report[k] for k in ("mode", "command", "started", "exit", "expectations", "failed")]')" = \
			"['guard', 'program', False, 69, 2, 1]" ]
		[ "$(get .try/err '[(f["path"], f["word"], f["verdict"], f["errno"]) for f in report["findings"]]')" = \
			"[('/mnt/app', 'nonempty', 'fail', None)]" ]
		[ "$(get .try/err 'report["findings"][0]["message"]')" = 'mounted, but it is empty' ]
		[ "$(get .try/err '[report["findings"][0]["mount"][k] for k in ("kind", "fstype", "source", "root")]')" = \
			"['tmpfs', 'tmpfs', 'app', '/']" ]
		for mode in --check --health; do
			try $mode --format json -e '/mnt/none file' -e '/mnt/bin dir'
			silent
			[ "$(get .try/out '[(f["path"], f["errno"]) for f in report["findings"]]')" = "[('/mnt/none', 'ENOENT')]" ]
		done
		try --check --format json -v -e '/mnt/bin dir'
		exits 0
		[ "$(get .try/out '[(f["word"], f["verdict"]) for f in report["findings"]]')" = "[('dir', 'pass')]" ]
		try --format json -e '/mnt/bin dir' -- echo started
		exits 0
		silent
		printed started
	EOF
}

@test "errors are JSON, too" {
	in_ns get <<-'EOF'
		needs python3
		try --check --format json -e '/mnt drr' -e '/mnt/x has'
		exits 78
		[ "$(get .try/out 'len(report["errors"]), report["exit"]')" = '(2, 78)' ]
		try --check --format json
		exits 78
		[ "$(get .try/out 'len(report["errors"])')" = 1 ]
		try --format json -e '/mnt dir' -- /mnt/none
		exits 127
		[ "$(get .try/err 'len(report["errors"]), report["exit"]')" = '(1, 127)' ]
	EOF
}

@test "hostile names leave it valid" {
	in_ns get <<-'EOF'
		needs python3
		long=$(printf 'x%.0s' {1..250})
		for name in $'\033[31mred' 'a\042b\134c' $'\xff\xfe' $'\xe2\x80\xae' $'tab\tend' '\134040' "$long/$long/$long"; do
			try --check --format json -e "\"/mnt/$name\" file"
			get .try/out 'report["findings"][0]["path"]' >path
			! LC_ALL=C grep -q '[[:cntrl:]]' .try/out || fail "a control character"
		done
		try --check --format json -e $'"/mnt/\xc2\x9b31m\xe2\x80\xae\xe2\x80\xa8\xf3\xa0\x80\x81" file'
		! LC_ALL=C grep -q '[^ -~]' .try/out || fail "what moves a cursor must be escaped"
		[ "$(get .try/out 'ascii(report["findings"][0]["path"])')" = "'/mnt/\\x9b31m\\u202e\\u2028\\U000e0001'" ] || fail "the path"
		mount -t tmpfs $'s"\\\033' app 2>/dev/null || { mkdir app && mount -t tmpfs $'s"\\\033' app; }
		try --check --format json -e '/mnt/app file'
		[ "$(get .try/out 'ascii(report["findings"][0]["mount"]["source"])')" = "'s\"\\\\\\x1b'" ] || fail "the source"
	EOF
}

@test "the termination message: written in place where it is a mount, and only there" {
	in_ns <<-'EOF'
		box
		mkdir -p $R/dev
		printf 'before%.0s' {1..200} >message
		touch $R/dev/termination-log
		try -e '/app nonempty' -- /mountguard --version
		refused
		[ ! -s $R/dev/termination-log ] || fail "it is no mount: it must stay as it is"
		mount --bind message $R/dev/termination-log
		try -e '/app nonempty' -- /mountguard --version
		refused
		diff message .try/err || fail "the same text"
		# All is well: nothing is written, and the old text stays for the kubelet.
		try -e '/app dir' -- /mountguard --version
		exits 0
		grep -q FAIL message || fail "it should not have been touched"
		# Of more than the kubelet shows, the beginning and the last line are kept.
		try $(for i in {1..60}; do printf -- '-e /app/%s,file ' $i; done) -- /mountguard --version
		refused
		[ "$(wc -c <message)" -le 4096 ] && [ "$(wc -c <message)" -gt 3500 ] || fail "the size"
		[ "$(head -n 1 message)" = "$(head -n 1 .try/err)" ] || fail "the beginning"
		[ "$(tail -n 1 message)" = "$(tail -n 1 .try/err)" ] || fail "the last line"
		grep -qx '  \[\.\.\.\]' message || fail "that something is left out"
		# Errors in expectations go there, too; a health check writes nothing.
		try -e '/app drr' -- /mountguard --version
		exits 78
		diff message .try/err
		cp message last
		try --health -e '/app nonempty'
		exits 1
		cmp message last
	EOF
}

@test "the termination message where terminationMessagePath says" {
	in_ns <<-'EOF'
		box
		log=engine/pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35/containers/shop/91b2c0de
		mkdir -p "${log%/*}" $R/var/log $R/covered
		echo before >$log
		# On a tmpfs of the container, as an emptyDir would be.
		mount -t tmpfs tmpfs $R/var/log
		touch $R/var/log/last
		mount --bind $log $R/var/log/last
		try -e '/app nonempty' -- /mountguard --version
		refused
		diff $log .try/err || fail "the same text"
		# The file is found by its mount, not by its name: another file may cover it.
		echo theirs >other
		mount --bind other $R/var/log/last
		try -e '/app/none file' -- /mountguard --version
		refused
		[ "$(cat other)" = theirs ] || fail "another's file"
		diff $log .try/err >/dev/null && fail "it could not be reached"
		umount $R/var/log/last
		# Another file, whose path is nearly the kubelet's.
		umount $R/var/log/last
		echo theirs >"${log%/*}/notes.txt"
		mount --bind "${log%/*}/notes.txt" $R/var/log/last
		try -e '/app/none file' -- /mountguard --version
		refused
		[ "$(cat "${log%/*}/notes.txt")" = theirs ] || fail "a file of another name"
	EOF
}

@test "the termination message is not sought on storage that may hang" {
	in_ns <<-'EOF'
		box
		term=engine/pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35/containers/shop/91b2c0de
		mkdir -p "${term%/*}" $R/remote
		echo before >$term
		fuse $R/remote
		mount --bind $term $R/remote/file
		kill -USR1 $server
		try -e '/app/none file' -- /mountguard --version
		refused
		within_ms 1000
		[ "$(cat $term)" = before ] || fail "behind a server that does not answer"
		kill -KILL $server
		wait $server || true
	EOF
}

@test "a termination log that is a link, a FIFO or a directory is left alone" {
	in_ns <<-'EOF'
		box
		rm -f $R/dev/termination-log
		echo precious >$R/app/file
		ln -s /app/file $R/dev/termination-log
		try -e '/app/none file' -- /mountguard --version
		refused
		[ "$(cat $R/app/file)" = precious ]
		rm $R/dev/termination-log
		mkfifo $R/dev/termination-log
		try -e '/app/none file' -- /mountguard --version
		refused
		within_ms 1000
		[ -p $R/dev/termination-log ]
	EOF
}
