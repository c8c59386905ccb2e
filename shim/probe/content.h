/* SPDX-License-Identifier: MIT */
/* What the bytes of a file are, in the probe child. A file of any size: as long as bytes keep
 * coming, the path's time begins again. */
#ifndef MG_PROBE_CONTENT_H
#define MG_PROBE_CONTENT_H

#include "child.h"

/* Fills in facts->content of the file behind the O_PATH fd: its digest, and whether it has the
 * bytes of ask->same_as. */
void mg_content_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
		    struct mg_facts *facts);

#endif
