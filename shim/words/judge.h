/* SPDX-License-Identifier: MIT */
/* One judgement for each word: a pure function of the word and of what is known about its path. The
 * verdict; unless it is a pass, *clause gets why (see struct mg_word). They rely on what the
 * always-rows have found (always.h): the path answered, and lies on a mount that is known; all
 * but absent: something is there. */
#ifndef MG_WORDS_JUDGE_H
#define MG_WORDS_JUDGE_H

#include "words/vocabulary.h"

enum mg_verdict mg_judge_absent(const struct mg_subject *subject, const struct mg_term *word,
				struct mg_buf *clause);
enum mg_verdict mg_judge_file(const struct mg_subject *subject, const struct mg_term *word,
			      struct mg_buf *clause);
enum mg_verdict mg_judge_dir(const struct mg_subject *subject, const struct mg_term *word,
			     struct mg_buf *clause);
enum mg_verdict mg_judge_socket(const struct mg_subject *subject, const struct mg_term *word,
				struct mg_buf *clause);
enum mg_verdict mg_judge_device(const struct mg_subject *subject, const struct mg_term *word,
				struct mg_buf *clause);
enum mg_verdict mg_judge_nonempty(const struct mg_subject *subject, const struct mg_term *word,
				  struct mg_buf *clause);
enum mg_verdict mg_judge_empty(const struct mg_subject *subject, const struct mg_term *word,
			       struct mg_buf *clause);
enum mg_verdict mg_judge_has(const struct mg_subject *subject, const struct mg_term *word,
			     struct mg_buf *clause);
enum mg_verdict mg_judge_mount(const struct mg_subject *subject, const struct mg_term *word,
			       struct mg_buf *clause);
enum mg_verdict mg_judge_kind(const struct mg_subject *subject, const struct mg_term *word,
			      struct mg_buf *clause);
enum mg_verdict mg_judge_persistent(const struct mg_subject *subject, const struct mg_term *word,
				    struct mg_buf *clause);
enum mg_verdict mg_judge_fstype(const struct mg_subject *subject, const struct mg_term *word,
				struct mg_buf *clause);
enum mg_verdict mg_judge_source(const struct mg_subject *subject, const struct mg_term *word,
				struct mg_buf *clause);
enum mg_verdict mg_judge_opts(const struct mg_subject *subject, const struct mg_term *word,
			      struct mg_buf *clause);
enum mg_verdict mg_judge_readable(const struct mg_subject *subject, const struct mg_term *word,
				  struct mg_buf *clause);
enum mg_verdict mg_judge_writable(const struct mg_subject *subject, const struct mg_term *word,
				  struct mg_buf *clause);
enum mg_verdict mg_judge_readonly(const struct mg_subject *subject, const struct mg_term *word,
				  struct mg_buf *clause);
enum mg_verdict mg_judge_executable(const struct mg_subject *subject, const struct mg_term *word,
				    struct mg_buf *clause);

enum mg_verdict mg_judge_owner(const struct mg_subject *subject, const struct mg_term *word,
			       struct mg_buf *clause);
enum mg_verdict mg_judge_mode(const struct mg_subject *subject, const struct mg_term *word,
			      struct mg_buf *clause);
enum mg_verdict mg_judge_private(const struct mg_subject *subject, const struct mg_term *word,
				 struct mg_buf *clause);

enum mg_verdict mg_judge_free(const struct mg_subject *subject, const struct mg_term *word,
			      struct mg_buf *clause);
enum mg_verdict mg_judge_inodes(const struct mg_subject *subject, const struct mg_term *word,
				struct mg_buf *clause);

/* For judgements: adds text, and returns verdict. */
enum mg_verdict mg_say(enum mg_verdict verdict, struct mg_buf *clause, const char *text);
enum mg_verdict mg_say_errno(enum mg_verdict verdict, struct mg_buf *clause, const char *text,
			     int errnum);

/* A pass where it holds, else "it is a directory, not a file". */
enum mg_verdict mg_judge_type(const struct mg_subject *subject, bool holds, const char *wanted,
			      struct mg_buf *clause);

#endif
