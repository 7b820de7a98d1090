/* SPDX-License-Identifier: MIT */
#include <fw/sip_refer.h>
#include <fw/sip_uri.h>
#include <rt/ascii.h>
#include <string.h>

void sip_put_escaped(struct rt_buf *out, const char *text)
{
    static const char plain[] = "-_.!~*'()";
    for (; *text != '\0'; text++) {
        char c = *text;
        bool is_plain = rt_is_alnum(c) || strchr(plain, c) != NULL;
        if (is_plain) {
            (void)rt_buf_put(out, &c, 1);
        } else {
            (void)rt_buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
        }
    }
}

int sip_fragment_status(struct rt_str body)
{
    struct rt_str rest, line = rt_str_trim(rt_str_cut(body, '\n', &rest));
    uint32_t status = 0;
    if (!rt_str_starts_ci(line, "SIP/2.0 ")) {
        return 0;
    }
    struct rt_str code = rt_str_cut(rt_str_trim(rt_str_from(line, 8)), ' ', &rest);
    return rt_str_u32(code, &status) == RT_OK && status >= 100 && status <= 699 ? (int)status : 0;
}

/* False: too long, or not to be read. */
static bool unescape(struct rt_str in, char out[FW_SIP_REFER_TEXT_MAX + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < in.n && n < FW_SIP_REFER_TEXT_MAX; i++) {
        char c = in.p[i];
        if (c == '%') {
            int byte = rt_str_percent(in, i);
            if (byte < 0) {
                return false;
            }
            c = (char)byte;
            i += 2;
        }
        if ((unsigned char)c < 0x20 || c == 0x7f) { /* a header begins no other one */
            return false;
        }
        out[n++] = c;
    }
    out[n] = '\0';
    return n < FW_SIP_REFER_TEXT_MAX;
}

int sip_refer_to_read(struct rt_str field, char target[FW_SIP_REFER_TEXT_MAX + 1],
                      char replaces[FW_SIP_REFER_TEXT_MAX + 1])
{
    struct sip_address a;
    struct sip_uri uri;
    struct rt_str headers, rest;
    target[0] = replaces[0] = '\0';
    if (!sip_address_read(sip_cut_value(field, &rest), &a) || !sip_uri_read(a.uri, &uri) || rest.p != NULL) {
        return 400;
    }
    if (!rt_str_is_ci(uri.scheme, "sip")) {
        return 416;
    }
    struct rt_str method = sip_parameter(uri.parameters, "method");
    if (method.p != NULL && !rt_str_is_ci(method, "INVITE")) {
        return 603; /* guess: the unit does nothing but call */
    }
    struct rt_str place = rt_str_cut(a.uri, '?', &headers);
    if (method.p != NULL) {
        place = rt_str_cut(place, ';', &rest);
    }
    if (place.n > FW_SIP_REFER_TEXT_MAX) {
        return 400;
    }
    (void)rt_str_copy(target, FW_SIP_REFER_TEXT_MAX + 1, place); /* fits */
    rt_text_safe(target, place.n);
    while (headers.p != NULL) {
        struct rt_str value, one = rt_str_cut(headers, '&', &headers);
        if (rt_str_is_ci(rt_str_cut(one, '=', &value), "Replaces") && !unescape(value, replaces)) {
            return 400;
        }
    }
    return 0;
}
