/* SPDX-License-Identifier: MIT */
/* Rows for test_accounts.c: two files, the user who is asked for, and the login. */
#ifndef MG_TEST_ROWS_ACCOUNTS_H
#define MG_TEST_ROWS_ACCOUNTS_H

#include <stddef.h>

/* What a small image has. */
#define PASSWD                                                                                     \
	"root:x:0:0:root:/root:/bin/sh\n"                                                          \
	"app:x:1000:1000:App,,,:/home/app:/bin/sh\n"                                               \
	"web:x:33:33::/var/www:/usr/sbin/nologin\n"
#define GROUP                                                                                      \
	"root:x:0:\n"                                                                              \
	"app:x:1000:\n"                                                                            \
	"models:x:2000:web,app\n"                                                                  \
	"apps:x:2001:apps,ap,app2\n"                                                               \
	"gpu:x:2002:app\n"
#define NO_PASSWD_ENTRY(line) "line " line " of /etc/passwd is no entry of a user"
#define NO_GROUP_ENTRY(line) "line " line " of /etc/group is no entry of a group"

/* A literal with its length, so that it may hold NUL bytes. */
#define TEXT(literal) (literal), sizeof(literal) - 1

struct account_row {
	const char *title;
	const char *passwd; /* NULL: passwd_len is the errno */
	size_t passwd_len;
	const char *group;
	size_t group_len;
	const char *asked;
	const char *wanted; /* "UID GID [GROUPS] HOME", or the sentence */
};

static const struct account_row login_rows[] = {
	{ "a name", TEXT(PASSWD), TEXT(GROUP), "app", "1000 1000 [1000 2000 2002] /home/app" },
	{ "a name in one group", TEXT(PASSWD), TEXT(GROUP), "web", "33 33 [33 2000] /var/www" },
	{ "root", TEXT(PASSWD), TEXT(GROUP), "root", "0 0 [0] /root" },
	{ "a number in the file", TEXT(PASSWD), TEXT(GROUP), "1000",
	  "1000 1000 [1000 2000 2002] /home/app" },
	{ "a number that is not", TEXT(PASSWD), TEXT(GROUP), "4242", "4242 77 [77] /" },
	{ "a number with zeros before it", TEXT(PASSWD), TEXT(GROUP), "0033",
	  "33 33 [33 2000] /var/www" },
	{ "the largest number", TEXT(PASSWD), TEXT(GROUP), "4294967294", "4294967294 77 [77] /" },
	{ "a name and a group", TEXT(PASSWD), TEXT(GROUP), "app:gpu",
	  "1000 2002 [2002] /home/app" },
	{ "a name and its own group", TEXT(PASSWD), TEXT(GROUP), "app:app",
	  "1000 1000 [1000] /home/app" },
	{ "a name and a number", TEXT(PASSWD), TEXT(GROUP), "app:5", "1000 5 [5] /home/app" },
	{ "two numbers", TEXT(PASSWD), TEXT(GROUP), "1000:1000", "1000 1000 [1000] /home/app" },
	{ "two numbers that are in no file", TEXT(PASSWD), TEXT(GROUP), "7:8", "7 8 [8] /" },
	{ "a number and a group", TEXT(PASSWD), TEXT(GROUP), "7:models", "7 2000 [2000] /" },
	{ "a number without any file", NULL, ENOENT, NULL, ENOENT, "1000", "1000 77 [77] /" },
	{ "two numbers without any file", NULL, ENOTDIR, NULL, ENOENT, "7:8", "7 8 [8] /" },
	{ "a name without groups", TEXT(PASSWD), NULL, ENOENT, "app",
	  "1000 1000 [1000] /home/app" },
	{ "two numbers and a group file that cannot be read", TEXT(PASSWD), NULL, EACCES, "1000:8",
	  "1000 8 [8] /home/app" },
	{ "empty files", TEXT(""), TEXT(""), "5", "5 77 [77] /" },
	{ "the last line without an end", TEXT("app:x:1:2::/h:"), TEXT("g:x:3:app"), "app",
	  "1 2 [2 3] /h" },
	{ "lines from Windows", TEXT("app:x:1:2::/h:/bin/sh\r\n"), TEXT("g:x:3:app\r\n"), "app",
	  "1 2 [2 3] /h" },
	{ "lines from Windows, cut short", TEXT("app:x:1:2\r\n"), TEXT("g:x:3\r\n"), "app:g",
	  "1 3 [3] /" },
	{ "no home", TEXT("app:x:1:2:::/bin/sh"), TEXT(""), "app", "1 2 [2] /" },
	{ "no more than is needed", TEXT("app::1:2"), TEXT(""), "app", "1 2 [2] /" },
	{ "more fields than there are", TEXT("app:x:1:2:c:/h:/bin/sh:x:y:z"), TEXT(""), "app",
	  "1 2 [2] /h" },
	{ "the first of a name", TEXT("app:x:1:2::/a:\napp:x:3:4::/b:"), TEXT(""), "app",
	  "1 2 [2] /a" },
	{ "the first of a number", TEXT("a:x:1:2::/a:\nb:x:1:4::/b:"), TEXT("x:x:7:b\ny:x:8:a"),
	  "1", "1 2 [2 8] /a" },
	{ "the first of a group", TEXT(PASSWD), TEXT("g:x:5:\ng:x:6:"), "7:g", "7 5 [5] /" },
	{ "broken lines before it", TEXT("\n::::\napp\n#app:x:9:9::/:\nroot:x:a:0\napp:x:1:2::/h:"),
	  TEXT("g\n:x:5:app\ng:x:z:app\ng:x:3:app"), "1", "1 2 [2 3] /h" },
	{ "a name like a number and more", TEXT("1a:x:1:2::/h:"), TEXT(""), "1a", "1 2 [2] /h" },
	{ "a name with a blank and a letter of its own", TEXT("b\303\274 x:x:1:2::/h:"), TEXT(""),
	  "b\303\274 x", "1 2 [2] /h" },
	{ "listed twice", TEXT(PASSWD), TEXT("g:x:5:app,app\nh:x:5:app"), "app",
	  "1000 1000 [1000 5 5] /home/app" },
};

static const struct account_row wrong_login_rows[] = {
	{ "nobody", TEXT(PASSWD), TEXT(GROUP), "ap", "there is no user ap in /etc/passwd" },
	{ "the beginning of a name", TEXT(PASSWD), TEXT(GROUP), "roo",
	  "there is no user roo in /etc/passwd" },
	{ "more than a name", TEXT(PASSWD), TEXT(GROUP), "roots",
	  "there is no user roots in /etc/passwd" },
	{ "another case", TEXT(PASSWD), TEXT(GROUP), "Root",
	  "there is no user Root in /etc/passwd" },
	{ "a group that is no user", TEXT(PASSWD), TEXT(GROUP), "models",
	  "there is no user models in /etc/passwd" },
	{ "a user that is no group", TEXT(PASSWD), TEXT(GROUP), "app:web",
	  "there is no group web in /etc/group" },
	{ "neither", TEXT(PASSWD), TEXT(GROUP), "ap:ap", "there is no user ap in /etc/passwd" },
	{ "a number and no group", TEXT(PASSWD), TEXT(GROUP), "5:ap",
	  "there is no group ap in /etc/group" },
	{ "a control character", TEXT(PASSWD), TEXT(GROUP), "a\033[2Jp",
	  "there is no user 'a\\033[2Jp' in /etc/passwd" },
	{ "no passwd", NULL, ENOENT, TEXT(GROUP), "app",
	  "there is no user app, and no /etc/passwd" },
	{ "no group file", TEXT(PASSWD), NULL, ENOENT, "app:app",
	  "there is no group app, and no /etc/group" },
	{ "an empty passwd", TEXT(""), TEXT(GROUP), "app", "there is no user app in /etc/passwd" },
	{ "a passwd that may not be read", NULL, EACCES, TEXT(GROUP), "app",
	  "/etc/passwd cannot be read: permission denied (EACCES)" },
	{ "a directory in its place", NULL, EISDIR, TEXT(GROUP), "app",
	  "/etc/passwd cannot be read: it is a directory (EISDIR)" },
	{ "a directory in its place, and a number", NULL, EISDIR, TEXT(GROUP), "5",
	  "/etc/passwd cannot be read: it is a directory (EISDIR)" },
	{ "a disk with errors, and two numbers", NULL, EIO, TEXT(GROUP), "5:5",
	  "/etc/passwd cannot be read: the storage reports an input/output error (EIO)" },
	{ "an errno without a name", NULL, 4000, TEXT(GROUP), "app",
	  "/etc/passwd cannot be read: the kernel refused (errno 4000)" },
	{ "a passwd that is too long", NULL, EFBIG, TEXT(GROUP), "app",
	  "/etc/passwd is longer than 1048576 bytes" },
	{ "groups that cannot be read", TEXT(PASSWD), NULL, EISDIR, "app",
	  "/etc/group cannot be read: it is a directory (EISDIR)" },
	{ "a group that cannot be looked up", TEXT(PASSWD), NULL, EFBIG, "app:app",
	  "/etc/group is longer than 1048576 bytes" },
	{ "an entry without a number", TEXT("app:x"), TEXT(""), "app", NO_PASSWD_ENTRY("1") },
	{ "an entry without a group", TEXT("x\napp:x:1"), TEXT(""), "app", NO_PASSWD_ENTRY("2") },
	{ "an entry with an empty number", TEXT("app:x::1::/:"), TEXT(""), "app",
	  NO_PASSWD_ENTRY("1") },
	{ "a number that is none", TEXT("app:x:root:0::/:"), TEXT(""), "app",
	  NO_PASSWD_ENTRY("1") },
	{ "a group that is none", TEXT("app:x:0:root::/:"), TEXT(""), "app", NO_PASSWD_ENTRY("1") },
	{ "a number below zero", TEXT("app:x:-1:1::/:"), TEXT(""), "app", NO_PASSWD_ENTRY("1") },
	{ "a number with a sign", TEXT("app:x:+1:1::/:"), TEXT(""), "app", NO_PASSWD_ENTRY("1") },
	{ "a number with a blank", TEXT("app:x: 1:1::/:"), TEXT(""), "app", NO_PASSWD_ENTRY("1") },
	{ "the number that is no user", TEXT("app:x:4294967295:1::/:"), TEXT(""), "app",
	  NO_PASSWD_ENTRY("1") },
	{ "2 to the 32nd", TEXT("app:x:4294967296:1::/:"), TEXT(""), "app", NO_PASSWD_ENTRY("1") },
	{ "a number beyond all", TEXT("app:x:1:99999999999999999999999::/:"), TEXT(""), "app",
	  NO_PASSWD_ENTRY("1") },
	{ "a NUL byte", TEXT("app:x:1:1::/h\0/x:"), TEXT(""), "app", NO_PASSWD_ENTRY("1") },
	{ "a NUL byte in the name", TEXT("app\0:x:1:1::/h:"), TEXT(""), "app",
	  "there is no user app in /etc/passwd" },
	{ "a broken one before a good one", TEXT("app:x:\napp:x:1:1::/h:"), TEXT(""), "app",
	  NO_PASSWD_ENTRY("1") },
	{ "a broken group", TEXT(PASSWD), TEXT("\n\ng:x:-5:app"), "app:g", NO_GROUP_ENTRY("3") },
	{ "a group without a number", TEXT(PASSWD), TEXT("g"), "app:g", NO_GROUP_ENTRY("1") },
	{ "a NUL byte in a group", TEXT(PASSWD), TEXT("g:x:1:\0"), "app:g", NO_GROUP_ENTRY("1") },
};

static const struct account_row spelling_rows[] = {
	{ "nothing", TEXT(PASSWD), TEXT(GROUP), "",
	  "'' is no user: a name, or a number up to 4294967294" },
	{ "a colon", TEXT(PASSWD), TEXT(GROUP), ":",
	  "'' is no user: a name, or a number up to 4294967294" },
	{ "a group alone", TEXT(PASSWD), TEXT(GROUP), ":app",
	  "'' is no user: a name, or a number up to 4294967294" },
	{ "no group behind the colon", TEXT(PASSWD), TEXT(GROUP),
	  "app:", "'' is no group: a name, or a number up to 4294967294" },
	{ "three parts", TEXT(PASSWD), TEXT(GROUP), "app:app:app",
	  "app:app:app has more than one colon: USER[:GROUP]" },
	{ "a colon at the end", TEXT(PASSWD), TEXT(GROUP),
	  "1:2:", "1:2: has more than one colon: USER[:GROUP]" },
	{ "the number that is no user", TEXT(PASSWD), TEXT(GROUP), "4294967295",
	  "4294967295 is no user: a name, or a number up to 4294967294" },
	{ "2 to the 32nd, which is not root", TEXT(PASSWD), TEXT(GROUP), "4294967296",
	  "4294967296 is no user: a name, or a number up to 4294967294" },
	{ "a number beyond all", TEXT(PASSWD), TEXT(GROUP), "99999999999999999999999",
	  "99999999999999999999999 is no user: a name, or a number up to 4294967294" },
	{ "a group beyond all", TEXT(PASSWD), TEXT(GROUP), "app:4294967295",
	  "4294967295 is no group: a name, or a number up to 4294967294" },
	{ "a number below zero is a name", TEXT(PASSWD), TEXT(GROUP), "-1",
	  "there is no user -1 in /etc/passwd" },
	{ "a number with a sign is a name", TEXT(PASSWD), TEXT(GROUP), "+0",
	  "there is no user +0 in /etc/passwd" },
	{ "a hexadecimal number is a name", TEXT(PASSWD), TEXT(GROUP), "0x0",
	  "there is no user 0x0 in /etc/passwd" },
	{ "a blank is a name", TEXT(PASSWD), TEXT(GROUP), " ",
	  "there is no user ' ' in /etc/passwd" },
	{ "a number with a blank is a name", TEXT(PASSWD), TEXT(GROUP), "0 ",
	  "there is no user '0 ' in /etc/passwd" },
};

#endif
