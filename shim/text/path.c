/* SPDX-License-Identifier: MIT */
/* Arithmetic on path names. Pure: looks at no file. */
#include "text/path.h"

#include "text/format.h"

#include <string.h>

bool
mg_path_is_under(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	if (len == 1 && dir[0] == '/')
		return path[0] == '/';
	return strncmp(path, dir, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

bool
mg_path_component(const char **rest, struct mg_slice *component)
{
	const char *at = *rest + strspn(*rest, "/");

	*component = (struct mg_slice){ at, strcspn(at, "/") };
	*rest = at + component->len;
	return component->len > 0;
}

static void
add_components(struct mg_buf *buf, size_t start, const char *path)
{
	struct mg_slice part;

	while (mg_path_component(&path, &part)) {
		if (part.len == 1 && part.text[0] == '.')
			continue;
		if (buf->len > start && buf->text[buf->len - 1] != '/')
			mg_buf_add(buf, "/");
		mg_buf_add_bytes(buf, part.text, part.len);
	}
}

bool
mg_path_join(char *out, size_t size, const char *dir, struct mg_slice name)
{
	return mg_format(out, size, "%s/%.*s", strcmp(dir, "/") == 0 ? "" : dir, (int)name.len,
			 name.text) < size;
}

void
mg_path_add_absolute(struct mg_buf *buf, const char *base, const char *path)
{
	size_t start = buf->len;

	if (path[0] == '/' || base)
		mg_buf_add(buf, "/");
	if (path[0] != '/' && base)
		add_components(buf, start, base);
	add_components(buf, start, path);
	if (buf->len == start)
		mg_buf_add(buf, ".");
}

/* A backslash is the separator of Windows. */
static int
lower(char byte)
{
	if (byte == '\\')
		return '/';
	return byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte;
}

/* The length without blanks and backslashes at the end. */
static size_t
trimmed_len(const char *name)
{
	size_t len = strlen(name);

	while (len > 0 && strchr(" \t\r\\", name[len - 1]))
		len--;
	return len;
}

bool
mg_path_is_like(const char *name, const char *other)
{
	size_t len = trimmed_len(name);

	if (len != trimmed_len(other) || strcmp(name, other) == 0)
		return false;
	for (size_t i = 0; i < len; i++)
		if (lower(name[i]) != lower(other[i]))
			return false;
	return true;
}

const char *
mg_path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int
mg_path_compare(const char *path, const char *other)
{
	int a, b;

	while (*path != '\0' && *path == *other) {
		path++;
		other++;
	}
	/* A slash comes before every other byte, and the end before the slash. */
	a = *path == '/' || *path == '\0' ? *path - '/' : (unsigned char)*path;
	b = *other == '/' || *other == '\0' ? *other - '/' : (unsigned char)*other;
	return a - b;
}
