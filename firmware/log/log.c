/* SPDX-License-Identifier: MIT */
#include <fw/log.h>
#include <rt/assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void fw_log_init(struct fw_log *log, struct board *b, const struct rt_log *developer)
{
    *log = (struct fw_log){.board = b, .developer = developer};
}

void fw_log_add(struct fw_log *log, struct fw_log_sink *sink)
{
    struct fw_log_sink **at = &log->sinks;
    while (*at != NULL) {
        RT_ASSERT(*at != sink);
        at = &(*at)->next;
    }
    sink->next = NULL;
    *at = sink;
}

void fw_log_remove(struct fw_log *log, struct fw_log_sink *sink)
{
    struct fw_log_sink **at = &log->sinks;
    while (*at != NULL && *at != sink) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = sink->next;
        sink->next = NULL;
    }
}

static bool is_wanted(const struct fw_log *log, enum fw_log_kind kind, unsigned level)
{
    for (const struct fw_log_sink *s = log->sinks; s != NULL; s = s->next) {
        if (s->wants(s->ctx, kind, level)) {
            return true;
        }
    }
    return false;
}

static void put(const struct fw_log *log, unsigned level, const struct fw_log_line *line)
{
    for (const struct fw_log_sink *s = log->sinks; s != NULL; s = s->next) {
        if (s->wants(s->ctx, line->kind, level)) {
            s->put(s->ctx, line);
        }
    }
}

static void put_debug(const struct fw_log *log, unsigned level, const char *text)
{
    put(log, level,
        &(struct fw_log_line){
            .kind = FW_LOG_KIND_DEBUG, .severity = FW_LOG_DEBUG, .text = text, .n = strnlen(text, FW_LOG_TEXT_MAX)});
}

/* "resync: " or "line[1]: ". */
static void put_told(const struct fw_log *log, const struct fw_event *event, unsigned unit, const char *text)
{
    char line[FW_LOG_TEXT_MAX + 1];
    char of_unit[16] = "";
    const char *name = event->kind.signal->name + strlen("fw.");
    if (unit > 0) {
        (void)snprintf(of_unit, sizeof of_unit, "[%u]", unit);
    }
    (void)snprintf(line, sizeof line, "%s%s: %s", name, of_unit, text); /* longer lines are truncated */
    put_debug(log, event->level, line);
}

void fw_log_tell(struct fw_log *log, const struct fw_event *event, const char *format, unsigned unit, int64_t value,
                 ...)
{
    char text[FW_LOG_TEXT_MAX + 1];
    va_list ap;
    va_start(ap, value);
    (void)vsnprintf(text, sizeof text, format, ap); /* longer lines are truncated */
    va_end(ap);
    board_emit_kind(log->board, &event->kind, unit, value, text);
    if (is_wanted(log, FW_LOG_KIND_DEBUG, event->level)) {
        put_told(log, event, unit, text);
    }
}

void fw_log_trace(struct board *b, const struct fw_event *event, const char *format, unsigned unit, int64_t value, ...)
{
    char text[BOARD_TRACE_TEXT_MAX + 1];
    va_list ap;
    va_start(ap, value);
    (void)vsnprintf(text, sizeof text, format, ap); /* longer lines are truncated */
    va_end(ap);
    board_emit_kind(b, &event->kind, unit, value, text);
}

void fw_log_debug(struct fw_log *log, unsigned level, const char *format, ...)
{
    if (!is_wanted(log, FW_LOG_KIND_DEBUG, level)) {
        return;
    }
    char text[FW_LOG_TEXT_MAX + 1];
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap); /* longer lines are truncated */
    va_end(ap);
    put_debug(log, level, text);
}

void fw_log_syslog(struct fw_log *log, enum fw_log_severity severity, const char *text)
{
    put(log, 0,
        &(struct fw_log_line){
            .kind = FW_LOG_KIND_SYSLOG, .severity = severity, .text = text, .n = strnlen(text, FW_LOG_TEXT_MAX)});
}

void fw_log_datagram(struct fw_log *log, const void *bytes, size_t n)
{
    put(log, 0,
        &(struct fw_log_line){.kind = FW_LOG_KIND_DATAGRAM,
                              .severity = FW_LOG_DEBUG,
                              .text = bytes,
                              .n = n < FW_LOG_DATAGRAM_MAX ? n : FW_LOG_DATAGRAM_MAX});
}

void fw_log_develop(const struct fw_log *log, enum rt_log_level level, const char *room, const char *format, ...)
{
    const struct rt_log *to = log->developer;
    if (to == NULL || level > to->level) {
        return;
    }
    char text[FW_LOG_TEXT_MAX + 1];
    va_list ap;
    va_start(ap, format);
    (void)vsnprintf(text, sizeof text, format, ap); /* longer lines are truncated */
    va_end(ap);
    rt_log(to, level, room, "%s", text);
}
