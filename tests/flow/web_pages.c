/* SPDX-License-Identifier: MIT */
/*
 * The status pages as programs in the field read them (get_version.py of noc, check_spa2102.py, WhatWeb): labels with
 * their values, in the captured order.
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <harness/params_rig.h>
#include <rt/mem.h>
#include <rt/tsv.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

static struct device_rig rig;

static int setup(void **state)
{
    device_rig_init(&rig, "3.3.6");
    device_rig_set(&rig, "Resync_On_Reset", "No");
    *state = &rig;
    return 0;
}

static int teardown(void **state)
{
    device_rig_fini(*state);
    return 0;
}

static const char *page(struct device_rig *r, const char *path)
{
    assert_int_equal(device_rig_get(r, path), 200);
    return web_client_body(&r->web);
}

/* What a scraper takes for the value of the label: the text after it up to the next label, without tags. Returns where
 * it ends. */
static const char *value_after(const char *html, const char *label, char out[256])
{
    char key[64];
    size_t n = 0;
    (void)snprintf(key, sizeof key, "<td>%s:<td", label); /* the cell may have a colspan, as captured */
    const char *p = strstr(html, key);
    if (p == NULL) {
        fail_msg("no \"%s\" with its value in the next cell", label);
    }
    p = strchr(p + strlen(key), '>') + 1;
    while (*p != '\0' && strncmp(p, "<td", 3) != 0 && strncmp(p, "<tr", 3) != 0 && n < 255) {
        if (*p == '<') {
            p = strchr(p, '>') + 1;
        } else {
            out[n++] = *p++;
        }
    }
    out[n] = '\0';
    while (n > 0 && strchr("\r\n ", out[n - 1]) != NULL) {
        out[--n] = '\0';
    }
    return p;
}

static void expect_shown(const char *html, const char *label, const char *value)
{
    char text[256];
    (void)value_after(html, label, text);
    assert_string_equal(text, value);
}

/* --- */

static void test_what_scrapers_rely_on(void **state)
{
    static const char *const paths[] = {"/", "/voice/", "/admin/", "/admin/voice/", "/voice/advanced"};
    struct device_rig *r = *state;
    device_rig_start(r);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const char *html = page(r, paths[i]);
        assert_non_null(strstr(html, "<title>Linksys SPA Configuration</title>"));
        expect_shown(html, "Product Name", "SPA-2102");
        expect_shown(html, "Serial Number", "FM500K245546");
        expect_shown(html, "Software Version", "3.3.6");
        expect_shown(html, "Hardware Version", "1.3.5(a)");
        expect_shown(html, "MAC Address", "000E08ABCDEF");
        expect_shown(html, "Client Certificate", "Not Installed");
        expect_shown(html, "Customization", "Open");
        /* In one row. */
        const char *product = strstr(html, "Product Name:"), *serial = strstr(html, "Serial Number:");
        assert_true(product < serial);
        assert_true(strstr(product, "<tr") > serial);
    }
}

static void test_registration_state_once_a_line(void **state)
{
    struct device_rig *r = *state;
    char value[256];
    device_rig_start(r);
    device_rig_hook(r, 1, true);
    const char *html = page(r, "/voice/");
    const char *rest = value_after(html, "Registration State", value);
    assert_string_equal(value, "Not Registered"); /* the word of 3.3.6 */
    rest = value_after(rest, "Registration State", value);
    assert_string_equal(value, "Not Registered");
    assert_null(strstr(rest, "Registration State"));
    rest = value_after(html, "Hook State", value);
    assert_string_equal(value, "On");
    (void)value_after(rest, "Hook State", value);
    assert_string_equal(value, "Off");
    expect_shown(html, "Call 1 State", "Idle");
    expect_shown(html, "Call 2 Tone", "None");
    expect_shown(html, "Message Waiting", "No");
    expect_shown(html, "Last Called Number", "");
}

/* Every status row of the release is on its page, in the release's order, under its section. */
static void test_all_rows_in_the_captured_order(void **state)
{
    static const struct {
        const char *path, *tab;
        unsigned least;
    } pages[] = {{"/", "Router/Status", 24}, {"/voice/", "Voice/Info", 80}};
    struct device_rig *r = *state;
    device_rig_start(r);
    for (size_t i = 0; i < 2; i++) {
        const struct fw_schema *schema = fw_params_schema(fw_device_params(r->device));
        const char *at = page(r, pages[i].path), *section = "";
        unsigned n = 0;
        for (size_t k = 0; k < fw_schema_n_rows(schema); k++) {
            struct fw_schema_row row = fw_schema_row(schema, k);
            char key[96];
            if (row.type != FW_TYPE_STATUS || strcmp(row.tab, pages[i].tab) != 0) {
                continue;
            }
            if (strcmp(section, row.section) != 0) {
                section = row.section;
                at = strstr(at, section);
                assert_non_null(at);
            }
            (void)snprintf(key, sizeof key, "<td>%s:<td", row.own_label);
            at = strstr(at, key);
            if (at == NULL) {
                fail_msg("%s is not where it belongs", row.own_label);
            }
            n++;
        }
        assert_true(n >= pages[i].least);
    }
}

/* --- the captured pages, row by row: tests/data/status_3.3.6.tsv --- */

/* The line of the table that begins at html: its colour, and its labels with `|` between, `W` in front of a wide one.
 */
static const char *read_line(const char *html, char colour[8], char labels[160])
{
    static const char mark[] = "\n<tr bgcolor=\"";
    const char *at = strstr(html, mark);
    assert_non_null(at);
    at += strlen(mark);
    (void)snprintf(colour, 8, "%s", at);
    const char *end = at + strcspn(at, "\n");
    labels[0] = '\0';
    for (at = strstr(at, "<td>"); at != NULL && at < end; at = strstr(at + 4, "<td>")) {
        const char *colon = strstr(at, ":<td");
        if (colon == NULL || colon > end || memchr(at + 4, '<', (size_t)(colon - at - 4)) != NULL) {
            continue; /* a value, or an empty cell */
        }
        size_t n = strlen(labels);
        (void)snprintf(labels + n, 160 - n, "%s%s%.*s", n > 0 ? "|" : "",
                       strncmp(colon, ":<td colspan=\"3\">", 17) == 0 ? "W" : "", (int)(colon - at - 4), at + 4);
    }
    return end;
}

static void test_the_status_pages_row_by_row(void **state)
{
    struct device_rig *r = *state;
    char colour[8], labels[160], expected[160] = "", tab[32] = "", section[64] = "", line_number[8] = "";
    size_t n_text, n_rows = 0;
    unsigned n_lines = 0;
    const char *at = NULL;
    device_rig_start(r);
    char *text = params_rig_read_file(TEST_SOURCE_DIR "/data/status_3.3.6.tsv", &n_text);
    struct rt_tsv rows = rt_tsv(rt_str_n(text, n_text));
    struct rt_str row, c[5];
    bool is_more = true;
    while (is_more) {
        is_more = rt_tsv_next(&rows, &row);
        if (is_more) {
            assert_int_equal(rt_tsv_cells(row, c, 5), 5);
        }
        bool is_new_line =
            !is_more || !rt_str_is(c[2], line_number) || !rt_str_is(c[1], section) || !rt_str_is(c[0], tab);
        if (is_new_line && expected[0] != '\0') {
            at = read_line(at, colour, labels);
            assert_string_equal(labels, expected);
            assert_string_equal(colour, n_lines % 2 == 0 ? "#d3d3d3" : "#dcdcdc");
            n_lines++;
            expected[0] = '\0';
        }
        if (!is_more) {
            break;
        }
        if (!rt_str_is(c[0], tab)) {
            (void)rt_str_copy(tab, sizeof tab, c[0]);
            section[0] = '\0';
            n_lines = 0;
            at = strstr(page(r, rt_str_starts(c[0], "Voice/") ? "/voice/" : "/"), "<div class=\"tab-page\"");
        }
        if (!rt_str_is(c[1], section)) { /* an empty line and the name, in one colour */
            (void)rt_str_copy(section, sizeof section, c[1]);
            for (unsigned i = 0; i < 2; i++) {
                at = read_line(at, colour, labels);
                assert_string_equal(labels, "");
                assert_string_equal(colour, n_lines % 2 == 0 ? "#d3d3d3" : "#dcdcdc");
            }
            size_t n = strlen(section);
            assert_memory_equal(at - n - 7, section, n);
            n_lines++;
        }
        (void)rt_str_copy(line_number, sizeof line_number, c[2]);
        size_t n = strlen(expected);
        (void)snprintf(expected + n, sizeof expected - n, "%s%s%.*s", n > 0 ? "|" : "", rt_str_is(c[3], "W") ? "W" : "",
                       (int)c[4].n, c[4].p);
        n_rows++;
    }
    assert_int_equal(n_rows, 144);
    /* And no more than these: the tab ends. */
    assert_int_equal(strncmp(strstr(at, "</table>"), "</table> </div>\r\n", 17), 0);
    rt_mem_free(text);
}

/* --- views --- */

static void test_the_tabs_of_each_view(void **state)
{
    static const struct {
        const char *path, *tabs;
    } rows[] = {
        {"/", "Status,Wan Setup,"},
        {"/advanced", "Status,Wan Setup,Lan Setup,"},
        {"/voice/", "Info,System,User 1,User 2,"},
        {"/voice/advanced", "Info,System,User 1,User 2,"},
        {"/admin/", "Status,Wan Setup,Lan Setup,Application,"},
        {"/admin/advanced", "Status,Wan Setup,Lan Setup,Application,"},
        {"/admin/voice/", "Info,System,SIP,Regional,Line 1,Line 2,User 1,User 2,"},
        {"/admin/voice/advanced", "Info,System,SIP,Provisioning,Regional,Line 1,Line 2,User 1,User 2,"},
    };
    struct device_rig *r = *state;
    device_rig_start(r);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static const char *const marks[] = {"<h2 class=\"tab\" id=\"nav", "<div class=\"tab-page\" id=\""};
        const char *html = page(r, rows[i].path);
        for (unsigned k = 0; k < 2; k++) { /* the bar, and the tabs themselves */
            char tabs[160] = "";
            for (const char *at = strstr(html, marks[k]); at != NULL; at = strstr(at, marks[k])) {
                at += strlen(marks[k]);
                size_t n = strlen(tabs);
                (void)snprintf(tabs + n, sizeof tabs - n, "%.*s,", (int)strcspn(at, "\""), at);
            }
            assert_string_equal(tabs, rows[i].tabs);
        }
    }
}

/* The captured page: what a user sees of Wan Setup, and the bare name at the end of System. */
static void test_what_the_user_sees_in_the_basic_view(void **state)
{
    static const char wan[] =
        " Static IP Settings</font>\n<tr bgcolor=\"#dcdcdc\"><td>Static IP:<td><input "
        "class=\"inputc\" size=\"20\" name=\"30639\" value=\"\" maxlength=2047><td>NetMask:<td><input "
        "class=\"inputc\"";
    struct device_rig *r = *state;
    device_rig_start(r);
    const char *html = page(r, "/");
    assert_non_null(strstr(html, wan));
    assert_non_null(
        strstr(html, "<td>PPPOE Login Password:<td><input class=\"inputw\" size=\"20\" name=\"P29420\" value=\"\" "
                     "maxlength=255>"));
    assert_non_null(strstr(html, "<td>Connection Type:<td colspan=\"3\"><select class=\"inputc\" name=\"29292\">"
                                 "<option value=\"DHCP\" selected>DHCP</option><option value=\"Static IP\">"));
    assert_null(strstr(html, "DNS Query Mode")); /* na */
    assert_null(strstr(html, "MAC Clone"));      /* advanced, its name too */
    assert_null(strstr(html, "Enable DHCP Server"));
    html = page(r, "/advanced");
    assert_non_null(strstr(html, "MAC Clone Settings</font>"));
    assert_null(strstr(html, "DNS Query Mode"));
    assert_non_null(strstr(html, "<td>Enable DHCP Server:<td>"));
    assert_non_null(strstr(html, "<td>DHCP Client Starting IP Address:<td>192.168.0.<input"));
    assert_null(strstr(html, "<td>Networking Service:")); /* an owner found it only after Admin Login */
    assert_null(strstr(html, "name=\"29071\""));
    assert_null(strstr(html, "Auto NetService"));
    html = page(r, "/admin/");
    assert_non_null(strstr(html, "<td>Networking Service:<td><select"));
    assert_true(strstr(html, "Networking Service") < strstr(html, "LAN Network Settings"));
    html = page(r, "/voice/");
    assert_non_null(strstr(html, "<td>User Password:<td><input"));
    assert_non_null(strstr(html, "Miscellaneous Settings</font></table> </div>\r\n"));
    assert_null(strstr(html, "Admin Passwd"));
    assert_null(strstr(html, "Speed Dial 2")); /* rw, yet in no basic view */
    assert_non_null(strstr(page(r, "/voice/advanced"), "Speed Dial 2"));
    assert_non_null(strstr(page(r, "/admin/voice/"), "<td>SIP Port:<td><input"));
    assert_null(strstr(page(r, "/admin/voice/"), "Admin Passwd"));
    assert_non_null(strstr(page(r, "/admin/voice/advanced"), "<td>Admin Passwd:<td><input"));
}

/* What the first seven lines are known by, and a script that reads the name of a field behind its label. */
static void test_marks_of_the_mark_up(void **state)
{
    static const char head[] = "<html>\n<style>\ntable.menu1 td {\n  font-family:\tVerdana, Geneva, sans-serif;\n"
                               "  font-size : 13px;\n  border: 0px solid;\n  color: blue;\n  white-space: nowrap;\n}\n"
                               "table.menu1 td a";
    struct device_rig *r = *state;
    device_rig_start(r);
    const char *html = page(r, "/");
    assert_memory_equal(html, head, strlen(head));
    const char *title = strstr(html, "<title>Linksys SPA Configuration</title>\r\n");
    assert_true(strstr(html, "</script>") < strstr(html, "<head>") && strstr(html, "<head>") < title);
    assert_true(title < strstr(html, "<body>"));
    assert_non_null(strstr(html, "<form action=\"bsipura.spa\" method=\"POST\">"));
    assert_non_null(strstr(html, "<img width=\"100%\""));
    assert_non_null(strstr(html, "\r<table class=\"menu1\""));
    assert_non_null(strstr(html, "&nbsp<font class=\"swdlft\">basic"));
    assert_non_null(strstr(html, "<input type=\"reset\" value=\"Undo All Changes\">"));
    assert_non_null(strstr(html, "<input type=\"submit\" value=\"Submit All Changes\">"));
    assert_null(strstr(html, "charset"));
    assert_int_equal(device_rig_get(r, "/spabanner.jpg"), 200);
    assert_memory_equal(web_client_body(&r->web), "\xff\xd8\xff", 3);
    assert_non_null(strstr(rt_buf_text(&r->web.reply), "Content-Type: image/jpeg\r\n"));
}

/* Release 5.2.x has the dump; passwords are empty in it. Programs read it by elements and by line numbers: the status
 * rows come first, and no declaration stands before them. */
static void test_the_dump(void **state)
{
    struct device_rig r;
    struct device_rig *old = *state;
    device_rig_start(old);
    assert_int_equal(device_rig_get(old, "/admin/spacfg.xml"), 404);
    device_rig_power_off(old);
    device_rig_init(&r, "5.2.10");
    device_rig_set(&r, "Resync_On_Reset", "No");
    device_rig_set(&r, "Password_1_", "hidden");
    device_rig_set(&r, "GPP_A", "a<b&c");
    device_rig_start(&r);
    const char *xml = page(&r, "/admin/spacfg.xml");
    assert_null(strstr(xml, "hidden"));
    assert_non_null(strstr(xml, "<Password_1_ group=\"Line_1/Subscriber_Information\" ua=\"na\"/>\n"));
    assert_non_null(
        strstr(xml, "<GPP_A group=\"Provisioning/General_Purpose_Parameters\" ua=\"na\">a&lt;b&amp;c</GPP_A>\n"));
    assert_non_null(strstr(xml, "<Product_Name group=\"Info/Product_Information\">SPA-2102</Product_Name>\n"));
    assert_true(strstr(xml, "<Connection_Type ") < strstr(xml, "<SIP_Port_1_ "));
    assert_int_equal(strncmp(xml, "<flat-profile>\n<Product_Name ", 29), 0);
    assert_true(strstr(xml, "<MAC_Address ") < strstr(xml, "<Connection_Type "));
    assert_int_equal(strcmp(xml + strlen(xml) - 16, "</flat-profile>\n"), 0);
    device_rig_fini(&r);
}

/* A program that polls a PAP2T's page each second: it looks for a line's section, and behind that for a label with its
 * value in the same mark-up. */
static void expect_polled(const char *html, unsigned line, const char *label, const char *value)
{
    char section[32], cell[96];
    (void)snprintf(section, sizeof section, "Line %u Status", line);
    (void)snprintf(cell, sizeof cell, "%s:<td><font color=\"darkblue\">%s<", label, value);
    const char *at = strstr(html, section);
    assert_non_null(at);
    if (strstr(at, cell) == NULL) {
        fail_msg("line %u: no \"%s\"", line, cell);
    }
}

/* A sister: its own realm, title and forms. */
static void test_a_sister_model(void **state)
{
    struct device_rig r;
    (void)state;
    device_rig_init(&r, "PAP2T");
    device_rig_set(&r, "Resync_On_Reset", "No");
    device_rig_set(&r, "User_Password", "guest");
    device_rig_start(&r);
    assert_int_equal(device_rig_web(&r, DEVICE_RIG_WAN_PC, "GET", "/voice/", NULL), 401);
    assert_non_null(strstr(rt_buf_text(&r.web.reply), "WWW-Authenticate: Digest  realm=\"pap user\""));
    assert_non_null(strstr(web_client_body(&r.web), "<title>Linksys PAP2 Configuration</title>\r\n"));
    assert_int_equal(device_rig_web(&r, DEVICE_RIG_WAN_PC, "GET", "/admin/voice/", NULL), 200);
    assert_non_null(strstr(web_client_body(&r.web), "<form action=\"linksys.pbp\" method=\"POST\">"));
    assert_non_null(strstr(web_client_body(&r.web), "value=\"Save Settings\""));
    assert_non_null(strstr(web_client_body(&r.web), "name=\"30383\"")); /* its DHCP */
    assert_null(strstr(web_client_body(&r.web), ">Router<"));           /* one half: all tabs are on the page at / */
    assert_int_equal(device_rig_web(&r, DEVICE_RIG_WAN_PC, "GET", "/admin/advanced", NULL), 200);
    const char *html = web_client_body(&r.web);
    assert_non_null(strstr(html, "<form action=\"linksysa.pbp\" method=\"POST\">"));
    assert_non_null(strstr(html, "Phone Adapter with 2 Ports for Voice-Over-IP"));
    assert_non_null(strstr(html, "Firmware Version: 5.1.6(LS)"));
    assert_non_null(strstr(html, "Advanced View (<a class=\"swalft\" href=\"./\">switch to basic view</a>)"));
    assert_non_null(strstr(html, " size=\"15\" "));
    assert_non_null(strstr(html, "<div class=\"tab-page\" id=\"Line 1\">"));
    assert_null(strstr(html, "id=\"Status\""));
    expect_shown(html, "Product Name", "PAP2T");
    expect_shown(html, "Current IP", "192.168.1.100");
    expect_shown(html, "Host Name", "LinksysPAP");
    assert_true(strstr(html, "Elapsed Time:") < strstr(html, "Broadcast Pkts Sent:"));
    assert_true(strstr(html, "Broadcast Bytes Dropped:") < strstr(html, "RTP Packets Sent:"));
    for (unsigned line = 1; line <= 2; line++) {
        expect_polled(html, line, "Registration State", "Offline"); /* or Online */
        expect_polled(html, line, "Hook State", "On");
        expect_polled(html, line, "Call 1 Type", ""); /* or Inbound, Outbound */
        expect_polled(html, line, "Call 2 Duration", "");
        expect_polled(html, line, "Last Called Number", "");
    }
    device_rig_fini(&r);
}

/* An owner's report: as a bridge, the unit has the Internet port's address, and its Lan Setup still takes an address
 * and a range. The status page: captured of a sister without a network of its own at the LAN port. */
static void test_the_lan_page_of_a_bridge(void **state)
{
    struct device_rig r;
    (void)state;
    device_rig_init(&r, "5.2.10");
    device_rig_set(&r, "Resync_On_Reset", "No");
    device_rig_set(&r, "Networking_Service", "Bridge");
    device_rig_set(&r, "Enable_WAN_Web_Server", "Yes");
    device_rig_start(&r);
    assert_int_equal(device_rig_web(&r, DEVICE_RIG_WAN_PC, "GET", "/", NULL), 200);
    expect_shown(web_client_body(&r.web), "LAN IP Address", "0.0.0.0");
    expect_shown(web_client_body(&r.web), "Current IP", "192.168.1.100");
    assert_int_equal(device_rig_web(&r, DEVICE_RIG_WAN_PC, "GET", "/admin/", NULL), 200);
    assert_non_null(strstr(web_client_body(&r.web), "<option value=\"Bridge\" selected>"));
    assert_non_null(strstr(web_client_body(&r.web), "name=\"30223\" value=\"192.168.0.1\""));
    assert_int_equal(device_rig_post(&r, DEVICE_RIG_WAN_PC, "/admin/bsipura.spa", NULL, "30223=192.168.7.1&30479=9"),
                     200);
    assert_string_equal(device_rig_value(&r, "LAN_IP_Address"), "192.168.7.1");
    assert_string_equal(device_rig_value(&r, "DHCP_Client_Starting_IP_Address"), "9");
    device_rig_fini(&r);
}

/* Three programs of the field: one matches the mark-up with its colours, one strips the tags and looks at lines, one
 * takes the second font of the row of "Registration State". */
static void test_the_lines_that_programs_match(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    const char *html = page(r, "/");
    assert_non_null(strstr(html,
                           "\n<tr bgcolor=\"#dcdcdc\"><td>Product Name:<td><font color=\"darkblue\">SPA-2102</font>"
                           "<td>Serial Number:<td><font color=\"darkblue\">"));
    assert_non_null(strstr(html, "\n<tr bgcolor=\"#d3d3d3\"><td>Software Version:<td><font color=\"darkblue\">"));
    assert_non_null(strstr(html, "\n<tr bgcolor=\"#dcdcdc\"><td>MAC Address:<td><font color=\"darkblue\">"));
    assert_non_null(strstr(html, "\n<tr bgcolor=\"#d3d3d3\"><td>Primary  DNS:<td><font color=\"darkblue\">"));
    assert_non_null(strstr(html, "\n<tr bgcolor=\"#dcdcdc\"><td>Secondary  DNS:<td colspan=\"3\">"));
    /* A scanner of web applications: the banner with its width first, the form. */
    assert_non_null(
        strstr(html, "<img width=\"100%\" border=\"0\" src=\"/spabanner.jpg\" alt=\"Cisco-Linksys, LLC\">"));
    assert_non_null(strstr(html, "<form action=\"bsipura.spa\" method=\"POST\">"));
    html = page(r, "/voice/");
    assert_non_null(strstr(html, "<td>Hook State:<td><font color=\"darkblue\">On</font><td>Registration State:<td>"));
    assert_non_null(strstr(html, "<td>Call 1 State:<td><font color=\"darkblue\">Idle</font><td>Call 2 State:<td>"));
}

static void test_the_network_as_it_is(void **state)
{
    struct device_rig *r = *state;
    r->provider.dhcp.dns[1] = 0x08080808;
    device_rig_start(r);
    const char *html = page(r, "/");
    expect_shown(html, "Wan Connection Type", "DHCP");
    expect_shown(html, "Current IP", "192.168.1.100");
    expect_shown(html, "Current Netmask", "255.255.255.0");
    expect_shown(html, "Current Gateway", "192.168.1.1");
    expect_shown(html, "Primary  DNS", "192.168.1.53"); /* two blanks: as captured */
    expect_shown(html, "Secondary  DNS", "8.8.8.8");
    expect_shown(html, "Host Name", "SipuraSPA");
    expect_shown(html, "Domain", "example.net");
    expect_shown(html, "LAN IP Address", "192.168.0.1");
}

/* M/D/YYYY HH:MM:SS; HH:MM:SS, from the second day on with the days in front. */
static void test_times(void **state)
{
    struct device_rig *r = *state;
    char value[256];
    unsigned month, day, year, h, m, s;
    device_rig_start(r);
    (void)value_after(page(r, "/"), "Current Time", value);
    assert_int_equal(sscanf(value, "%u/%u/%u %2u:%2u:%2u", &month, &day, &year, &h, &m, &s), 6);
    device_rig_pass_s(r, 3600 + 125 - device_rig_now_s(r));
    (void)value_after(page(r, "/"), "Elapsed Time", value);
    assert_string_equal(value, "01:02:05");
    device_rig_pass_s(r, 2 * 86400 + 59 - device_rig_now_s(r));
    (void)value_after(page(r, "/"), "Elapsed Time", value);
    assert_string_equal(value, "2 days and 00:00:59");
}

static void test_text_is_never_markup(void **state)
{
    struct device_rig *r = *state;
    char value[256];
    device_rig_set(r, "Domain", "a<script>\"x\"&amp;'");
    device_rig_start(r);
    const char *html = page(r, "/");
    assert_null(strstr(html, "<script>"));
    (void)value_after(html, "Domain", value);
    assert_string_equal(value, "a&lt;script&gt;&quot;x&quot;&amp;amp;'");
}

/* Links and the form are relative, as captured, but for those to the other login. */
static void test_the_way_between_the_pages(void **state)
{
    static const struct {
        const char *path, *form, *other_half, *other_login, *other_view;
    } rows[] = {
        {"/", "bsipura.spa", "\"voice/\">Voice", "\"/admin/\">Admin Login", "\"advanced\">advanced"},
        {"/advanced", "asipura.spa", "\"voice/\">Voice", "\"/admin/\">Admin Login", "\"./\">basic"},
        {"/voice/", "bsipura.spa", "\"../\">Router", "\"/admin/voice/\">Admin Login", "\"advanced\">advanced"},
        {"/admin/", "bsipura.spa", "\"voice/\">Voice", "\"/\">User Login", "\"advanced\">advanced"},
        {"/admin/voice/advanced", "asipura.spa", "\"../\">Router", "\"/voice/\">User Login", "\"./\">basic"},
        {"/admin/voice/asipura.spa", "asipura.spa", "\"../\">Router", "\"/voice/\">User Login", "\"./\">basic"},
        /* Without the last slash relative links would lead one folder too high. */
        {"/admin/voice", "/admin/voice/bsipura.spa", "\"/admin/voice/../\">Router", "\"/voice/\">User Login",
         "\"/admin/voice/advanced\">advanced"},
        {"/admin", "/admin/bsipura.spa", "\"/admin/voice/\">Voice", "\"/\">User Login", "\"/admin/advanced\">advanced"},
    };
    struct device_rig *r = *state;
    device_rig_start(r);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char form[80];
        const char *html = page(r, rows[i].path);
        (void)snprintf(form, sizeof form, "<form action=\"%s\" method=\"POST\">", rows[i].form);
        assert_non_null(strstr(html, form));
        assert_non_null(strstr(html, rows[i].other_half));
        assert_non_null(strstr(html, rows[i].other_login));
        assert_non_null(strstr(html, rows[i].other_view));
    }
    assert_non_null(strstr(page(r, "/voice/"), "<h2 class=\"tab\" id=\"navUser 1\" onclick=\"switchPage('User 1')\""));
    assert_non_null(strstr(page(r, "/voice/"), "<div class=\"tab-page\" id=\"User 1\">"));
}

static void test_what_is_not_there(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    assert_int_equal(device_rig_get(r, "/nothing"), 404);
    assert_int_equal(device_rig_get(r, "/admin/resync/"), 404);
    assert_int_equal(device_rig_get(r, "/voice/../admin/"), 404);
    assert_int_equal(device_rig_web(r, DEVICE_RIG_LAN_PC, "PUT", "/", "Content-Length: 0\r\n"), 405);
    assert_int_equal(device_rig_web(r, DEVICE_RIG_LAN_PC, "DELETE", "/admin/reboot", NULL), 405);
    assert_int_equal(device_rig_web(r, DEVICE_RIG_LAN_PC, "HEAD", "/voice/", NULL), 200);
    assert_string_equal(web_client_body(&r->web), "");
}

/* Factory: no web server on the Internet side (Enable_WAN_Web_Server No); switched on it is there at once. */
static void test_the_internet_side(void **state)
{
    struct device_rig *r = *state;
    device_rig_start(r);
    assert_int_equal(device_rig_web(r, DEVICE_RIG_WAN_PC, "GET", "/", NULL), 0);
    device_rig_set(r, "Enable_WAN_Web_Server", "Yes");
    assert_int_equal(device_rig_web(r, DEVICE_RIG_WAN_PC, "GET", "/", NULL), 200);
    expect_shown(web_client_body(&r->web), "Product Name", "SPA-2102");
}

/* The words of another release. */
static void test_words_are_the_releases(void **state)
{
    struct device_rig r;
    (void)state;
    device_rig_init(&r, "5.2.10");
    device_rig_set(&r, "Resync_On_Reset", "No");
    device_rig_start(&r);
    const char *html = page(&r, "/voice/");
    expect_shown(html, "Software Version", "5.2.10");
    expect_shown(html, "Registration State", "Offline");
    device_rig_fini(&r);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_what_scrapers_rely_on),
        CASE(test_registration_state_once_a_line),
        CASE(test_all_rows_in_the_captured_order),
        CASE(test_the_status_pages_row_by_row),
        CASE(test_the_tabs_of_each_view),
        CASE(test_what_the_user_sees_in_the_basic_view),
        CASE(test_marks_of_the_mark_up),
        CASE(test_the_dump),
        cmocka_unit_test(test_a_sister_model),
        CASE(test_the_lines_that_programs_match),
        CASE(test_the_lan_page_of_a_bridge),
        CASE(test_the_network_as_it_is),
        CASE(test_times),
        CASE(test_text_is_never_markup),
        CASE(test_the_way_between_the_pages),
        CASE(test_what_is_not_there),
        CASE(test_the_internet_side),
        cmocka_unit_test(test_words_are_the_releases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
