/* SPDX-License-Identifier: MIT */
/* An act as a line of text: "cable wan out", "fault drop=0.5 only=dns", "submit "Voice/Line 1" User ID=4711". */
#include "act_priv.h"
#include <host/options.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES 1024u
#define ROW_IN_USAGE   5u

/* May the value have blanks? Contents of a file and fields always, a text when nothing can follow it. */
static bool takes_the_rest(const struct emu_act *act, size_t i)
{
    enum emu_act_type type = act->arguments[i].type;
    return type == EMU_ACT_BYTES || type == EMU_ACT_FIELDS ||
           (type == EMU_ACT_TEXT && i + 1 == act->n_arguments && !act->arguments[i].is_optional);
}

/* The argument that the word at *at is for; *at is moved behind "NAME=". -1: there is none left. */
static int argument_of(const struct emu_act_call *call, char **at)
{
    size_t n = strcspn(*at, "= ");
    if ((*at)[n] == '=') {
        int named = emu_act_argument_find(call->act, rt_str_n(*at, n));
        if (named >= 0) {
            *at += n + 1;
            return named;
        }
    }
    for (size_t i = 0; i < call->act->n_arguments; i++) {
        if (!call->value[i].is_given) {
            return (int)i;
        }
    }
    return -1;
}

/* A row whose arguments all have names to be said: a bare word is none of them. */
static bool is_named_only(const struct emu_act *act)
{
    return act->n_arguments > ROW_IN_USAGE;
}

static enum rt_err take_word(struct emu_act_call *call, char **line)
{
    char *at = *line;
    char *begin = at;
    int i = argument_of(call, &at);
    if (i < 0 || (is_named_only(call->act) && at == begin)) {
        size_t n = strcspn(begin, "= ");
        char end_of_word = begin[n];
        begin[n] = '\0';
        bool is_named = is_named_only(call->act) || end_of_word == '=';
        const char *near = is_named ? emu_nearest(begin, emu_act_argument_name, call->act) : NULL;
        return act_wrong(call, RT_EINVAL, "%.40s: %s%s%s%s", begin,
                         call->act->n_arguments == 0 ? "it takes no arguments"
                         : is_named                  ? "no such argument"
                                                     : "one argument too many",
                         near != NULL ? ": did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
    }
    bool is_rest = takes_the_rest(call->act, (size_t)i);
    char *end = !is_rest && at[0] == '"' ? strchr(at + 1, '"') : NULL;
    at += end != NULL ? 1 : 0;
    size_t n = end != NULL ? (size_t)(end - at) : is_rest ? strlen(at) : strcspn(at, " ");
    *line = at + n + (at[n] != '\0' ? 1 : 0);
    at[n] = '\0';
    const char *wrong = emu_act_take_text(call, (size_t)i, at, n);
    if (wrong != NULL) {
        char why[EMU_ACT_MESSAGE_MAX];
        (void)snprintf(why, sizeof why, "%s", wrong); /* it may stand in the message */
        return act_wrong(call, RT_EINVAL, "%s: %.200s", call->act->arguments[i].name, why);
    }
    return RT_OK;
}

enum rt_err emu_act_take_line(struct emu_act_call *call, char *line)
{
    enum rt_err err = RT_OK;
    for (line += strspn(line, " "); err == RT_OK && *line != '\0'; line += strspn(line, " ")) {
        err = take_word(call, &line);
    }
    return err;
}

static size_t put(char *out, size_t size, size_t n, const char *text)
{
    size_t room = n < size ? size - n : 0;
    return n + (size_t)snprintf(out + (room > 0 ? n : size), room, "%s", text);
}

static size_t put_words(char *out, size_t size, size_t n, const struct emu_act_argument *a)
{
    n = put(out, size, n, emu_act_word(a, 0));
    for (unsigned k = 1; emu_act_word(a, k) != NULL; k++) {
        n = put(out, size, n, "|");
        n = put(out, size, n, emu_act_word(a, k));
    }
    return n;
}

static size_t put_argument(char *out, size_t size, size_t n, const struct emu_act_argument *a)
{
    char one[64];
    if ((a->type == EMU_ACT_WORD || a->type == EMU_ACT_SWITCH) && !a->is_optional) {
        return put_words(out, size, n, a);
    }
    if (a->type == EMU_ACT_NUMBER && a->max == a->min + 1) {
        (void)snprintf(one, sizeof one, "%d|%d", (int)a->min, (int)a->max);
        return put(out, size, n, one);
    }
    (void)snprintf(one, sizeof one, "%s", a->name);
    for (char *p = one; *p != '\0'; p++) {
        *p = (char)toupper((unsigned char)*p);
    }
    n = put(out, size, n, a->is_optional ? "[" : "");
    n = put(out, size, n, one);
    return put(out, size, n, a->is_optional ? "]" : "");
}

void emu_act_usage(const struct emu_act *act, char *out, size_t out_size)
{
    size_t n = put(out, out_size, 0, act->name);
    if (is_named_only(act)) {
        (void)put(out, out_size, n, " NAME=VALUE...");
        return;
    }
    for (size_t i = 0; i < act->n_arguments; i++) {
        n = put(out, out_size, n, " ");
        n = put_argument(out, out_size, n, &act->arguments[i]);
    }
}

enum rt_err emu_act_do_line(struct emu_acts *a, const char *line)
{
    char copy[LINE_MAX_BYTES];
    struct emu_act_call call;
    size_t n = strcspn(line, " ");
    if (rt_str_copy(copy, sizeof copy, rt_str(line)) != RT_OK) {
        return RT_ETOOBIG;
    }
    char *rest = copy + n + (copy[n] == ' ' ? 1 : 0);
    copy[n] = '\0';
    const struct emu_act *act = emu_act_find(copy);
    if (act == NULL) {
        return RT_ENOENT;
    }
    emu_act_call_init(&call, a, act);
    enum rt_err err = emu_act_take_line(&call, rest);
    err = err == RT_OK ? emu_act_do(&call) : err;
    emu_act_call_fini(&call);
    return err;
}
