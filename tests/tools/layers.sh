#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Holds the shape of the code: which folder may include which, what touches the kernel, what prints, what exits, and how
# long things get. Comments and strings are taken out first, so only code counts.

set -eu

# The folders of shim/ and of include/: each includes only those behind it in this list.
folders='say judge advice probe expect words command mounts sys text'
# Folders and files that judge facts and texts, and never ask the kernel...
pure='text words advice mounts judge/judge judge/advise judge/get expect/spec expect/argument command/accounts command/caps'
# ...but for this one.
impure='mounts/live'
# The mode bits of <sys/stat.h> are mere numbers; its functions are not.
pure_enough='sys/stat.h sys/types.h'
kernel_calls='stat|lstat|fstat|fstatat|statx|chmod|fchmod|mkdir|mkdirat|mknod|mkfifo|umask|futimens'
kernel_headers='unistd fcntl dirent mntent poll signal grp pwd'
may_print='say/report say/explain'
may_exit='main'
# The heap is the one thing that the program has and no function owns.
may_keep_state='sys/heap'
may_exit_at_once='probe/child probe/write sys/signals sys/file'
max_function_lines=60
max_file_lines=500

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints FILE:LINE:CODE without comments, and with nothing inside strings (the name of an #include stays).
code() {
	awk '
		FNR == 1 { in_comment = 0 }
		{
			text = $0; out = ""; quote = ""
			if (!in_comment && text ~ /^[ \t]*#[ \t]*include/) {
				print FILENAME ":" FNR ":" text
				next
			}
			n = length(text)
			for (i = 1; i <= n; i++) {
				c = substr(text, i, 1); two = substr(text, i, 2)
				if (in_comment) {
					if (two == "*/") { in_comment = 0; i++; out = out " " }
				} else if (quote != "") {
					if (c == "\\") i++
					else if (c == quote) { quote = ""; out = out c }
				} else if (two == "/*") {
					in_comment = 1; i++
				} else if (two == "//") {
					out = out "LINE_COMMENT"; break
				} else {
					if (c == "\"" || c == "\047") quote = c
					out = out c
				}
			}
			print FILENAME ":" FNR ":" out
		}' "$@"
}

# Judges the lines of code().
rules() {
	awk -v folders="$folders" -v pure="$pure" -v impure="$impure" -v kernel_headers="$kernel_headers" \
		-v pure_enough="$pure_enough" -v kernel_calls="$kernel_calls" \
		-v may_print="$may_print" -v may_exit="$may_exit" -v may_keep_state="$may_keep_state" -v may_exit_at_once="$may_exit_at_once" '
		function problem(text) { print place ": " text }
		function is_in(word, list) { return index(" " list " ", " " word " ") > 0 }
		# Whether the code calls one of the functions, and not another whose name only ends alike.
		function calls(names) { return (" " line) ~ ("[^A-Za-z0-9_](" names ")[ \t]*\\(") }
		function is_pure() { return (is_in(folder, pure) || is_in(name, pure)) && !is_in(name, impure) }
		function check_include(   header, base, target) {
			header = line
			sub(/^[ \t]*#[ \t]*include[ \t]*/, "", header)
			sub(/[ \t].*/, "", header)
			if (header ~ /^</) {
				gsub(/[<>]/, "", header)
				if (header ~ /^(err|error|syslog)\.h$/)
					problem("<" header "> prints; findings and errors are data")
				base = header; sub(/\.h$/, "", base)
				if (is_pure() && !is_in(header, pure_enough) && (header ~ /^(sys|linux)\// || is_in(base, kernel_headers)))
					problem(name " is pure, and <" header "> is about the kernel")
				return
			}
			gsub(/"/, "", header)
			target = header
			# Without a folder: a header that stands beside the source.
			if (!sub(/\/.*/, "", target)) return
			if (!(target in floor)) problem("\"" header "\" is in no folder of the list")
			else if (floor[target] < floor[folder])
				problem("the folder " folder " may not include \"" header "\", which stands above it")
		}
		BEGIN {
			floors = split(folders, list, " ")
			for (i = 1; i <= floors; i++) floor[list[i]] = i
			floor["main"] = 0
			banned = "strcpy|strcat|sprintf|vsprintf|strncpy|strtok|strtok_r|gets|atoi|atol|atoll|atof|alloca|system|popen|access|sscanf|fscanf|scanf"
			printers = "printf|fprintf|vprintf|vfprintf|dprintf|vdprintf|puts|fputs|putchar|fputc|putc|fwrite|perror|psignal"
		}
		{
			match($0, /^[^:]*:[0-9]+:/)
			place = substr($0, 1, RLENGTH - 1); line = substr($0, RLENGTH + 1)
			# shim/text/lex.c and include/text/lex.h: text/lex.
			name = place; sub(/:.*/, "", name); sub(/^[^\/]*\//, "", name); sub(/\.[ch]$/, "", name)
			folder = name; sub(/\/.*/, "", folder)
			if (!(folder in floor)) {
				if (!(name in told)) problem("this file is in no folder of the list (tests/tools/layers.sh)")
				told[name] = 1
			}
			if (line ~ /^[ \t]*#[ \t]*include/) { check_include(); next }
			if (line ~ /LINE_COMMENT/) problem("a // comment")
			if (calls(banned)) problem("a banned function (style guide, rules 26 and 27)")
			if (is_pure() && calls(kernel_calls))
				problem(name " is pure, and this asks the kernel")
			if (!is_in(name, may_print)) {
				if (calls(printers) || (" " line) ~ /[^A-Za-z0-9_](stdout|stderr)[^A-Za-z0-9_]/ ||
				    (" " line) ~ /[^A-Za-z0-9_]write[ \t]*\([ \t]*(1|2|STDOUT_FILENO|STDERR_FILENO)[ \t]*,/)
					problem("only " may_print " print")
			}
			if (!is_in(name, may_exit) && calls("exit|quick_exit"))
				problem("only " may_exit " may exit")
			if (!is_in(name, may_exit_at_once) && calls("_exit|_Exit"))
				problem("only " may_exit_at_once " may _exit")
			if (!is_in(name, may_keep_state) && line ~ /^[ \t]*static [^(]*[;=]/ && line !~ /const|sig_atomic_t|_Static_assert/)
				problem("a static variable that is not const")
		}'
}

# Functions that have grown too long; ctags knows where they end.
functions() {
	ctags -f - --languages=C --kinds-C=f --fields=+ne --sort=no "$@" | awk -F '\t' -v max="$max_function_lines" '
		{
			from = to = 0
			for (i = 4; i <= NF; i++) {
				if ($i ~ /^line:/) from = substr($i, 6)
				if ($i ~ /^end:/) to = substr($i, 5)
			}
			if (to - from + 1 > max)
				print $2 ":" from ": " $1 "() has " to - from + 1 " lines, at most " max
		}'
}

# Tables do not count: to split one makes nothing easier to read.
lengths() {
	for file; do
		lines=$(awk '/^static const struct .*\[\] = \{$/ { table = 1 } !table { n++ } /^};$/ { table = 0 } END { print n + 0 }' "$file")
		if [ "$lines" -gt "$max_file_lines" ]; then
			echo "$file:1: $lines lines beside its tables, at most $max_file_lines"
		fi
	done
}

# The licence line: first in a C file or a Makefile, and after the #! line in a script.
licences() {
	for file; do
		case $file in
		*.c | *.h) head -n 1 "$file" | grep -qxF '/* SPDX-License-Identifier: MIT */' ;;
		*) head -n 2 "$file" | grep -qxF '# SPDX-License-Identifier: MIT' ;;
		esac || echo "$file:1: the SPDX line is missing"
	done
}

set -- shim/*.c shim/*/*.[ch] include/*/*.h
{
	code "$@" | rules
	functions "$@"
	lengths "$@"
	find . \( -path ./.git -o -path ./build \) -prune -o -type f \( -name Makefile -o -name '*.[ch]' -o -name '*.sh' \
		-o -name '*.bats' -o -name '*.bash' -o -name '*.py' -o -path ./.ci/run \) -print | sort >"$work/files"
	while read -r file; do licences "$file"; done <"$work/files"
} >"$work/problems"

if [ -s "$work/problems" ]; then
	sort -s -t : -k 1,1 -k 2,2n "$work/problems" | uniq >&2
	exit 1
fi
