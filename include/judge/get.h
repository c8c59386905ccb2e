/* SPDX-License-Identifier: MIT */
/* What the GET of --http comes to. Pure. */
#ifndef MG_JUDGE_GET_H
#define MG_JUDGE_GET_H

#include "probe/get.h"
#include "text/buf.h"
#include "words/vocabulary.h"

/* 2xx and 3xx pass. MG_UNKNOWN: we could not ask. */
enum mg_verdict mg_get_judge(const struct mg_get *get);

/* Adds what the server did, to stand behind "URL: ". */
void mg_get_add(struct mg_buf *buf, const struct mg_get *get, int64_t timeout_ms);

#endif
