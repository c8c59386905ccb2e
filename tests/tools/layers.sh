#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Holds the shape of the code: which file may include which, who touches the kernel, who prints, who exits, and how
# long things get. Comments and strings are taken out first, so only code counts. A new file is added to a layer
# in the table; nothing else here knows file names, but for the lists of those that may print or exit.

set -eu

# layer: what it may include beside its own layer, a layer or NAME.h | its files, without .c and .h
# A file NAME_part belongs where NAME does.
layers() {
	cat <<'TABLE'
words:     buf.h                                | base exitcode err errnum format
text:      words                            | lex path quote buf mountinfo backing container place glob accounts capset
facts:     words text                       | facts
judgement: words text facts                 | actor checks spec guard diagnose diagnoses judge subject implied argument lint
kernel:    words text facts spec.h checks.h place.h | sys live gather board child probe walk search listing nearby write signals termination creds privilege
edge:      words text facts judgement kernel | options option_rows identity json source attempt inventory report explain snapshot health launch main
TABLE
}

pure_layers='text judgement'
# The mode bits of <sys/stat.h> are mere numbers; its functions are not.
pure_enough='sys/stat.h sys/types.h'
kernel_calls='stat|lstat|fstat|fstatat|statx|chmod|fchmod|mkdir|mkdirat|mknod|mkfifo|umask|futimens'
kernel_headers='unistd fcntl dirent mntent poll signal grp pwd'
may_print='report explain launch main'
may_exit='main'
may_exit_at_once='child signals'
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
	awk -v table="$(layers)" -v pure_layers="$pure_layers" -v kernel_headers="$kernel_headers" \
		-v pure_enough="$pure_enough" -v kernel_calls="$kernel_calls" \
		-v may_print="$may_print" -v may_exit="$may_exit" -v may_exit_at_once="$may_exit_at_once" '
		function problem(text) { print place ": " text }
		function is_in(word, list) { return index(" " list " ", " " word " ") > 0 }
		# Whether the code calls one of the functions, and not another whose name only ends alike.
		function calls(names) { return (" " line) ~ ("[^A-Za-z0-9_](" names ")[ \t]*\\(") }
		function layer_for(name,   stem) {
			stem = name; sub(/_.*/, "", stem)
			return name in layer_of ? layer_of[name] : layer_of[stem]
		}
		function check_include(   name, target) {
			name = line
			sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
			sub(/[ \t].*/, "", name)
			if (name ~ /^</) {
				gsub(/[<>]/, "", name)
				if (name ~ /^(err|error|syslog)\.h$/)
					problem("<" name "> prints; findings and errors are data")
				base = name; sub(/\.h$/, "", base)
				if (is_in(layer, pure_layers) && !is_in(name, pure_enough) && (name ~ /^(sys|linux)\// || is_in(base, kernel_headers)))
					problem("the " layer " layer is pure, and <" name "> is about the kernel")
				return
			}
			gsub(/"/, "", name)
			target = name; sub(/\.h$/, "", target); target = layer_for(target)
			# A file without a layer is reported where its own lines are judged.
			if (layer == "" || target == "" || target == layer || is_in(target, below[layer]) || is_in(name, below[layer]))
				return
			problem("the " layer " layer may not include \"" name "\" of the " target " layer")
		}
		BEGIN {
			rows = split(table, row, "\n")
			for (i = 1; i <= rows; i++) {
				split(row[i], part, /[:|]/)
				gsub(/^ +| +$/, "", part[1])
				gsub(/ +/, " ", part[2]); sub(/^ /, "", part[2]); sub(/ $/, "", part[2])
				below[part[1]] = part[2]
				files = split(part[3], file, " ")
				for (j = 1; j <= files; j++) layer_of[file[j]] = part[1]
			}
			banned = "strcpy|strcat|sprintf|vsprintf|strncpy|strtok|strtok_r|gets|atoi|atol|atoll|atof|alloca|system|popen|access|sscanf|fscanf|scanf"
			printers = "printf|fprintf|vprintf|vfprintf|dprintf|vdprintf|puts|fputs|putchar|fputc|putc|fwrite|perror|psignal"
		}
		{
			match($0, /^[^:]*:[0-9]+:/)
			place = substr($0, 1, RLENGTH - 1); line = substr($0, RLENGTH + 1)
			name = place; sub(/:.*/, "", name); sub(/.*\//, "", name); sub(/\.[ch]$/, "", name)
			layer = layer_for(name)
			if (layer == "") {
				if (!(name in told)) problem("this file is in no layer (the table is in tests/tools/layers.sh)")
				told[name] = 1
			}
			if (line ~ /^[ \t]*#[ \t]*include/) { check_include(); next }
			if (line ~ /LINE_COMMENT/) problem("a // comment")
			if (calls(banned)) problem("a banned function (style guide, rules 26 and 27)")
			if (is_in(layer, pure_layers) && calls(kernel_calls))
				problem("the " layer " layer is pure, and this asks the kernel")
			if (!is_in(name, may_print)) {
				if (calls(printers) || (" " line) ~ /[^A-Za-z0-9_](stdout|stderr)[^A-Za-z0-9_]/ ||
				    (" " line) ~ /[^A-Za-z0-9_]write[ \t]*\([ \t]*(1|2|STDOUT_FILENO|STDERR_FILENO)[ \t]*,/)
					problem("only " may_print " print")
			}
			if (!is_in(name, may_exit) && calls("exit|quick_exit"))
				problem("only " may_exit " may exit")
			if (!is_in(name, may_exit_at_once) && calls("_exit|_Exit"))
				problem("only " may_exit_at_once " may _exit")
			if (line ~ /^[ \t]*static [^(]*[;=]/ && line !~ /const|sig_atomic_t|_Static_assert/)
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

set -- shim/*.c include/*.h
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
