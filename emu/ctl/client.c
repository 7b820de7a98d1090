/* SPDX-License-Identifier: MIT */
/* vspa ctl: one call of a running unit, from a shell. */
#include <ctl/ctl.h>
#include <ctl/commands.h>
#include <host/json.h>
#include <host/kinds.h>
#include <rt/buf.h>
#include <rt/str.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct arguments {
    const char *socket_path;
    uint64_t count;
    bool is_json;
};

static void show_methods(void)
{
    struct emu_ctl_method m;
    struct emu_ctl_param p;
    char text[EMU_ACT_MESSAGE_MAX];
    for (size_t i = 0; emu_ctl_method_at(i, &m); i++) {
        printf("%s\n    %s\n", m.name, m.help);
        for (size_t k = 0; emu_ctl_method_param(&m, k, &p); k++) {
            printf("    %-12s %s%s\n", p.name, emu_ctl_param_help(&p, text), p.is_optional ? " (optional)" : "");
        }
        printf("    result: %s\n", emu_ctl_method_result(&m, text, sizeof text));
    }
}

/* As the method "help" of a running unit has it. */
static void dump_methods(void)
{
    json_t *rows = emu_ctl_methods_json();
    (void)json_dumpf(rows, stdout, JSON_INDENT(2)); /* fails if the reader has closed the pipe */
    puts("");
    json_decref(rows);
}

static json_t *list_of(const char *text)
{
    json_t *list = json_array();
    struct rt_str rest = rt_str(text);
    while (rest.n > 0) {
        struct rt_str one = rt_str_cut(rest, ',', &rest);
        (void)json_array_append_new(list, json_stringn(one.p, one.n)); /* not UTF-8: shown by the count */
    }
    return list;
}

static json_t *value_of(char type, const char *text)
{
    int32_t n;
    switch (type) {
    case 'i':
        return rt_str_i32(rt_str(text), &n) == RT_OK ? json_integer(n) : NULL;
    case 'b':
        return strcmp(text, "true") == 0 ? json_true() : strcmp(text, "false") == 0 ? json_false() : NULL;
    case 'p':
        return strcmp(text, "true") == 0 ? json_true() : json_loads(text, JSON_DECODE_ANY, NULL);
    case 'a':
        return list_of(text);
    default:
        return json_string(text);
    }
}

static bool find_param(const struct emu_ctl_method *m, struct rt_str name, struct emu_ctl_param *out)
{
    for (size_t i = 0; emu_ctl_method_param(m, i, out); i++) {
        if (rt_str_is(name, out->name)) {
            return true;
        }
    }
    return false;
}

/* The first one that has no value yet. */
static bool find_unset(const struct emu_ctl_method *m, const json_t *params, struct emu_ctl_param *out)
{
    for (size_t i = 0; emu_ctl_method_param(m, i, out); i++) {
        if (json_object_get(params, out->name) == NULL) {
            return true;
        }
    }
    return false;
}

/* Could it be the name of a parameter? "fw.resync" of "fw.resync=done" could not. */
static bool is_like_a_name(struct rt_str name)
{
    size_t i = 0;
    while (i < name.n &&
           ((name.p[i] >= 'a' && name.p[i] <= 'z') || (name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '_')) {
        i++;
    }
    return name.n > 0 && i == name.n;
}

static enum emu_exit no_such_param(const struct emu_ctl_method *m, const char *word, struct rt_str name,
                                   struct emu_error *error)
{
    char asked[64];
    const char *near =
        rt_str_copy(asked, sizeof asked, name) == RT_OK ? emu_nearest(asked, emu_ctl_param_name, m) : NULL;
    return emu_error_set(error, EMU_EXIT_USAGE, "ctl: %s: %s: no such parameter: %s%s%ssee 'vspa ctl help'", m->name,
                         word, near != NULL ? "did you mean '" : "", near != NULL ? near : "",
                         near != NULL ? "'? " : "");
}

/* "keys=****", or the value alone of the next parameter that has none, into the object, with the type that the method's
 * row names. */
static enum emu_exit add_param(json_t *params, const struct emu_ctl_method *m, const char *word,
                               struct emu_error *error)
{
    struct rt_str value;
    struct rt_str name = rt_str_cut(rt_str(word), '=', &value);
    struct emu_ctl_param p;
    const char *text = value.p;
    if (value.p == NULL || !find_param(m, name, &p)) {
        if (value.p != NULL && is_like_a_name(name)) {
            return no_such_param(m, word, name, error);
        }
        if (!find_unset(m, params, &p)) {
            return emu_error_set(error, EMU_EXIT_USAGE, "ctl: %s: %s: one value too many: see 'vspa ctl help'", m->name,
                                 word);
        }
        text = word;
    }
    json_t *json = value_of(p.type, text);
    if (json == NULL) {
        return emu_error_set(error, EMU_EXIT_USAGE, "ctl: %s: %s: %s", m->name, word,
                             p.type == 'b' ? "give true or false" : "cannot be read: see 'vspa ctl help'");
    }
    (void)json_object_set_new(params, p.name, json);
    return EMU_EXIT_OK;
}

static enum emu_exit build_request(struct rt_buf *out, const struct emu_ctl_method *m, char **words, size_t n_words,
                                   struct emu_error *error)
{
    json_t *params = json_object();
    for (size_t i = 0; i < n_words && error->code == EMU_EXIT_OK; i++) {
        (void)add_param(params, m, words[i], error); /* the error says it */
    }
    json_t *request = json_pack("{s:s, s:s, s:o, s:i}", "jsonrpc", "2.0", "method", m->name, "params", params, "id", 1);
    char *text = request != NULL ? json_dumps(request, JSON_COMPACT) : NULL;
    if (error->code == EMU_EXIT_OK && (text == NULL || rt_buf_printf(out, "%s\n", text) != RT_OK)) {
        emu_error_set(error, EMU_EXIT_USAGE, "ctl: the request is too long or not UTF-8: shorten it");
    }
    json_free_t drop = NULL;
    json_get_alloc_funcs(NULL, &drop);
    drop(text);
    json_decref(request);
    return error->code;
}

static enum emu_exit connect_to(const char *path, FILE **out, struct emu_error *error)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    if (rt_str_copy(at.sun_path, sizeof at.sun_path, rt_str(path)) != RT_OK) {
        return emu_error_set(error, EMU_EXIT_USAGE, "--socket %.40s...: too long: 107 bytes is the limit", path);
    }
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&at, sizeof at) != 0 || (*out = fdopen(fd, "r+e")) == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--socket %s: %s: start 'vspa run --ctl FILE' first", path,
                      strerror(errno));
        if (fd >= 0) {
            (void)close(fd);
        }
    }
    return error->code;
}

/* Any program may listen at that socket: what it says is printed so that it cannot control the terminal. */
static void print_result(const json_t *result)
{
    emu_json_print(result);
}

static void print_event(const json_t *params)
{
    char line[EMU_CTL_LINE_MAX];
    const char *text = json_string_value(json_object_get(params, "line"));
    (void)snprintf(line, sizeof line, "%s", text != NULL ? text : "");
    rt_text_safe(line, strlen(line));
    puts(line);
}

/* One message. True: it was the answer. */
static bool take_message(const json_t *message, const struct emu_ctl_method *m, struct emu_error *error)
{
    const json_t *params = json_object_get(message, "params");
    const json_t *failure = json_object_get(message, "error");
    const json_t *result = json_object_get(message, "result");
    if (params != NULL) {
        print_event(params);
        return false;
    }
    if (failure != NULL) {
        const char *text = json_string_value(json_object_get(failure, "message"));
        emu_error_set(error, EMU_EXIT_NO, "ctl: %s: %s", m->name,
                      text != NULL ? text : "failed, and it is not said why");
    } else if (result != NULL && !json_is_null(result)) {
        print_result(result);
    }
    return true;
}

static enum emu_exit talk(FILE *socket, const struct emu_ctl_method *m, const struct rt_buf *request, uint64_t count,
                          struct emu_error *error)
{
    bool goes_on = strcmp(m->name, "subscribe") == 0;
    uint64_t n_events = 0;
    bool is_answered = false;
    if (fwrite(request->bytes, 1, request->n, socket) != request->n || fflush(socket) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "ctl: %s: no unit is listening: is it still running?",
                             strerror(errno));
    }
    while (error->code == EMU_EXIT_OK && (!is_answered || goes_on) && (count == 0 || n_events < count)) {
        json_error_t why;
        json_t *message = json_loadf(socket, JSON_DISABLE_EOF_CHECK, &why);
        if (message == NULL) {
            break;
        }
        bool is_answer = take_message(message, m, error);
        is_answered = is_answered || is_answer;
        n_events += is_answer ? 0 : 1;
        json_decref(message);
    }
    return is_answered ? error->code
                       : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "ctl: %s: no answer: the run has ended", m->name);
}

static int call(void *fields, char **operands, size_t n_operands, struct emu_error *error)
{
    const struct arguments *a = fields;
    FILE *socket = NULL;
    struct rt_buf request;
    struct emu_ctl_method found;
    const struct emu_ctl_method *m = emu_ctl_method_find(operands[0], &found) ? &found : NULL;
    if (strcmp(operands[0], "help") == 0 && a->socket_path == NULL) {
        (a->is_json ? dump_methods : show_methods)();
        return EMU_EXIT_OK;
    }
    if (m == NULL) {
        const char *near = emu_nearest(operands[0], emu_ctl_method_name, NULL);
        emu_error_set(error, EMU_EXIT_USAGE, "ctl: %s: no such method: %s%s%s'vspa ctl help' lists them", operands[0],
                      near != NULL ? "did you mean '" : "", near != NULL ? near : "", near != NULL ? "'? " : "");
        return error->code;
    }
    if (a->socket_path == NULL) {
        emu_error_set(error, EMU_EXIT_USAGE, "ctl: --socket FILE is missing: name the socket of 'vspa run --ctl FILE'");
        return error->code;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* a line at a time, also into a pipe */
    rt_buf_init(&request, EMU_CTL_LINE_MAX);
    if (build_request(&request, m, operands + 1, n_operands - 1, error) == EMU_EXIT_OK &&
        connect_to(a->socket_path, &socket, error) == EMU_EXIT_OK) {
        (void)talk(socket, m, &request, a->count, error); /* the error says it */
        (void)fclose(socket);
    }
    rt_buf_fini(&request);
    return error->code;
}

#define AT(member) offsetof(struct arguments, member)
static const struct emu_option connection_rows[] = {
    {"socket", 's', "SOCKET", "connect to the socket of 'vspa run --ctl'", NULL, &emu_kind_socket, AT(socket_path)},
    {"json", 0, NULL, "print 'help' as JSON; results always are", NULL, &emu_kind_switch, AT(is_json)},
    {"count", 0, "N", "end 'subscribe' after N events", "never", &emu_kind_number, AT(count)},
};
static const struct emu_option_group connection_group = EMU_OPTION_GROUP("Connection", connection_rows);
static const struct emu_options_at options[] = {{&connection_group, 0}};

static const struct emu_kind kind_method = {.name = "method", .parse = emu_parse_text};
static const struct emu_operand operands_taken[] = {
    {"METHOD", "the method to call; 'vspa ctl help' lists them", &kind_method, 1, 1},
    {"[NAME=]VALUE", "its parameters; separate list items with commas", &emu_kind_text, 0, EMU_CTL_PARAMS_MAX},
};

static const char *const examples[] = {
    "vspa run --lab tftproot --time x10 --ctl unit.sock &",
    "vspa ctl --socket unit.sock wait signal=fw.resync=done within=5m",
    "vspa ctl --socket unit.sock offhook 1",
    "vspa ctl --socket unit.sock dial telephone=1 keys='****'",
    "vspa ctl --socket unit.sock subscribe signals='fw.*,ear' --count 1",
    NULL,
};
const struct emu_command emu_command_ctl = {
    .name = "ctl",
    .help = "control a running unit",
    .about = "Call a method of a running unit and print the result as JSON. 'vspa ctl help' lists the methods. "
             "'subscribe' prints one event a line until it is interrupted.",
    .examples = examples,
    EMU_COMMAND_OPERANDS(operands_taken),
    EMU_COMMAND_OPTIONS(options),
    .n_field_bytes = sizeof(struct arguments),
    .run = call,
};
