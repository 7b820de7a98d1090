/* SPDX-License-Identifier: MIT */
/* A page of the unit as text: what stands between the tags, a line for each row of a table and each block. */
#include "desk.h"
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
    if (p->n > 0 && p->n_lines++ < p->n_lines_max) {
        fprintf(p->out, "    %.*s\n", (int)p->n, p->row);
    }
    p->n = 0;
}

static void put_character(struct putting *p, char c)
{
    bool is_blank = isspace((unsigned char)c) != 0;
    if (p->n < ROW_MAX && (!is_blank || (p->n > 0 && p->row[p->n - 1] != ' '))) {
        p->row[p->n++] = is_blank ? ' ' : c;
    }
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
    } entities[] = {{"&nbsp;", ' '}, {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}};
    struct putting p = {.out = out, .n_lines_max = n_lines_max};
    for (const char *c = html; *c != '\0';) {
        if (*c == '<') {
            c = skip_tag(&p, c + 1);
            continue;
        }
        char one = *c;
        size_t n = 1;
        for (size_t i = 0; *c == '&' && i < sizeof entities / sizeof entities[0]; i++) {
            if (strncmp(c, entities[i].name, strlen(entities[i].name)) == 0) {
                one = entities[i].c;
                n = strlen(entities[i].name);
            }
        }
        put_character(&p, one);
        c += n;
    }
    end_row(&p);
    if (p.n_lines > p.n_lines_max) {
        fprintf(out, "    ...\n");
    }
}
