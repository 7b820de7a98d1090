/* SPDX-License-Identifier: MIT */
/* A page of the unit as text: what stands between the tags, a line for each row of a table and each block. */
#include "desk.h"
#include <rt/str.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#define ROW_MAX 160u

struct putting {
    FILE *out;
    unsigned n_lines, n_lines_max;
    char row[ROW_MAX + 1];
    size_t n;
};

static void end_row(struct putting *p)
{
    while (p->n > 0 && p->row[p->n - 1] == ' ') {
        p->n--;
    }
    rt_text_safe(p->row, p->n);
    if (p->n > 0 && p->n_lines++ < p->n_lines_max) {
        fprintf(p->out, "    %.*s\n", (int)p->n, p->row);
    }
    p->n = 0;
}

static void put_character(struct putting *p, char c)
{
    bool is_blank = isspace((unsigned char)c) != 0;
    if (iscntrl((unsigned char)c) != 0 && !is_blank) {
        return; /* a terminal would obey it */
    }
    if (p->n < ROW_MAX && (!is_blank || (p->n > 0 && p->row[p->n - 1] != ' '))) {
        p->row[p->n++] = is_blank ? ' ' : c;
    }
}

/* A byte of the page's text: UTF-8 stays, other bytes are Latin-1. Returns how many were taken. */
static size_t put_byte(struct putting *p, const char *text)
{
    unsigned char c = (unsigned char)text[0];
    bool is_pair = c >= 0xc2 && c < 0xf5 && ((unsigned char)text[1] & 0xc0u) == 0x80u;
    size_t n = !is_pair ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    if (c >= 0x80 && !is_pair) {
        put_character(p, (char)(0xc0u | c >> 6));
        put_character(p, (char)(0x80u | (c & 0x3fu)));
    }
    for (size_t i = 0; (c < 0x80 || is_pair) && i < n && text[i] != '\0'; i++) {
        put_character(p, text[i]);
        n = text[i + 1] == '\0' ? i + 1 : n;
    }
    return n;
}

static bool is_tag(const char *tag, const char *name)
{
    size_t n = strlen(name);
    return strncasecmp(tag, name, n) == 0 && isalnum((unsigned char)tag[n]) == 0;
}

/* Behind the element whose text is none for readers; else behind the tag. */
static const char *skip_tag(struct putting *p, const char *tag)
{
    static const char *const unread[] = {"script", "style", "title"};
    static const char *const blocks[] = {"tr", "br", "p", "h1", "h2", "h3", "div", "form", "hr"};
    const char *end = strchr(tag, '>');
    for (size_t i = 0; i < sizeof unread / sizeof unread[0]; i++) {
        if (is_tag(tag, unread[i])) {
            char close[16];
            (void)snprintf(close, sizeof close, "</%s", unread[i]);
            const char *q = end != NULL ? end : tag;
            while (*q != '\0' && strncasecmp(q, close, strlen(close)) != 0) {
                q++;
            }
            end = strchr(q, '>');
        }
    }
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        if (is_tag(tag, blocks[i])) {
            end_row(p);
        }
    }
    put_character(p, ' ');
    return end != NULL ? end + 1 : tag + strlen(tag);
}

void desk_put_page(FILE *out, const char *html, unsigned n_lines_max)
{
    static const struct {
        const char *name;
        char c;
    } entities[] = {{"&nbsp;", ' '}, {"&nbsp", ' '}, {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}};
    struct putting p = {.out = out, .n_lines_max = n_lines_max};
    for (const char *c = html; *c != '\0';) {
        if (*c == '<') {
            c = skip_tag(&p, c + 1);
            continue;
        }
        size_t n = 0;
        for (size_t i = 0; *c == '&' && n == 0 && i < sizeof entities / sizeof entities[0]; i++) {
            if (strncmp(c, entities[i].name, strlen(entities[i].name)) == 0) {
                put_character(&p, entities[i].c);
                n = strlen(entities[i].name);
            }
        }
        c += n > 0 ? n : put_byte(&p, c);
    }
    end_row(&p);
    if (p.n_lines > p.n_lines_max) {
        fprintf(out, "    ...\n");
    }
}
