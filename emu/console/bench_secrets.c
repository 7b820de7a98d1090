/* SPDX-License-Identifier: MIT */
/* An error repeats the line that was wrong, and the log of a CI job keeps the error: the secrets of the line are
 * masked. */
#include "bench_priv.h"
#include <rt/buf.h>
#include <string.h>
#include <strings.h>

#define SECRETS_MAX 8u

struct secrets {
    struct rt_str of[SECRETS_MAX];
    size_t n;
};

static void add(struct secrets *s, struct rt_str secret)
{
    if (secret.n > 0 && s->n < SECRETS_MAX) {
        s->of[s->n++] = secret;
    }
}

static bool begins(struct rt_str line, size_t at, const char *word)
{
    return line.n - at >= strlen(word) && strncasecmp(line.p + at, word, strlen(word)) == 0;
}

/* Does a further argument begin at the blank: NAME=? */
static bool is_argument(struct rt_str line, size_t blank)
{
    size_t i = blank + 1;
    while (i < line.n && ((line.p[i] >= 'a' && line.p[i] <= 'z') || line.p[i] == '_')) {
        i++;
    }
    return i > blank + 1 && i < line.n && line.p[i] == '=';
}

/* password=..., Admin Passwd=...&..., Password_1_=... */
static struct rt_str password_at(struct rt_str line, size_t at)
{
    size_t begin = at;
    while (begin < line.n && line.p[begin] != '=' && line.p[begin] != '&') {
        begin++;
    }
    size_t end = begin + 1;
    while (end < line.n && line.p[end] != '&' && !(line.p[end] == ' ' && is_argument(line, end))) {
        end++;
    }
    return begin < line.n && line.p[begin] == '=' ? rt_str_n(line.p + begin + 1, end - begin - 1) : rt_str("");
}

/* --key PHRASE, of a rule; a query has '+' for the blank. */
static struct rt_str phrase_at(struct rt_str line, size_t at)
{
    size_t begin = at + strlen("--key");
    while (begin < line.n && strchr(" =+", line.p[begin]) != NULL) {
        begin++;
    }
    size_t end = begin;
    while (end < line.n && strchr(" ]+", line.p[end]) == NULL) {
        end++;
    }
    return rt_str_n(line.p + begin, end - begin);
}

/* In place: a mask is not longer than what it hides, or the text is cut. */
static void mask(char *text, size_t size, struct rt_str secret)
{
    struct rt_buf out;
    rt_buf_init(&out, size - 1);
    for (const char *p = text; *p != '\0';) {
        bool is = strncmp(p, secret.p, secret.n) == 0;
        (void)(is ? rt_buf_put_text(&out, "****") : rt_buf_put(&out, p, 1)); /* a text that is cut is still a text */
        p += is ? secret.n : 1;
    }
    memcpy(text, rt_buf_text(&out), out.n + 1);
    rt_buf_fini(&out);
}

/* Of an act that takes NAME=VALUE only, one a password: a line without that name may hold it too. */
static bool is_all_secret(const char *command, struct rt_str line)
{
    const struct emu_act *act = emu_bench_act(command);
    bool takes_password = act != NULL && emu_act_argument_find(act, RT_STR("password")) >= 0;
    bool is_named = false;
    for (size_t i = 0; i < line.n; i++) {
        is_named = is_named || begins(line, i, "password=");
    }
    return takes_password && act->arguments[0].is_optional && !is_named && line.n > 0;
}

void bench_mask(const char *command, struct rt_str line, struct emu_error *error)
{
    char *text = error->text;
    size_t size = sizeof error->text;
    struct secrets found = {.n = 0};
    if (error->code == EMU_EXIT_USAGE && is_all_secret(command, line)) {
        mask(text, size, line);
    }
    for (size_t i = 0; i < line.n; i++) {
        if (begins(line, i, "passw")) {
            struct rt_str rest, password = password_at(line, i);
            add(&found, password);
            add(&found, rt_str_cut(password, ' ', &rest)); /* it has no blank, and something else follows */
        } else if (begins(line, i, "--key")) {
            add(&found, phrase_at(line, i));
        }
    }
    for (size_t i = 0; i < found.n; i++) {
        mask(text, size, found.of[i]);
    }
}
