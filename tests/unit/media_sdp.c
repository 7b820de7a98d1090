/* SPDX-License-Identifier: MIT */
/* Offers and answers: their octets, their order, and what is made of those of others. */
#include <harness/test.h>
#include <harness/media_rig.h>
#include <fw/sdp.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct media_rig rig;
static struct rt_buf text;
static const struct fw_sdp_local local = {
    .ip = 0xc0a80166, .rtp_port = 16420, .id = 18445809, .version = 18445809, .codecs = FW_CODECS_ALL};

static int set_up(void **state)
{
    (void)state;
    media_rig_open(&rig, NULL);
    rt_buf_init(&text, 8192);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rt_buf_fini(&text);
    media_rig_close(&rig);
    return 0;
}

static void set(const char *element, const char *value)
{
    media_rig_set(&rig, element, value);
}

static const char *offer(const struct fw_sdp_local *l)
{
    rt_buf_clear(&text);
    assert_int_equal(fw_sdp_offer(rig.params.params, 1, l, &text), RT_OK);
    return rt_buf_text(&text);
}

/* The formats of the m= line. */
static void expect_formats(const struct fw_sdp_local *l, const char *formats)
{
    char line[128];
    (void)snprintf(line, sizeof line, "m=audio %u RTP/AVP %s\r\n", (unsigned)l->rtp_port, formats);
    if (strstr(offer(l), line) == NULL) {
        fail_msg("no %s in\n%s", line, rt_buf_text(&text));
    }
}

static void the_offer_is_the_captured_one_to_the_octet(void **state)
{
    (void)state;
    size_t n;
    char *file = params_rig_read_file(TEST_SOURCE_DIR "/data/sdp_offer.txt", &n);
    char expected[1024] = "";
    for (char *line = strtok(file, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (line[0] != '#') {
            (void)snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "%s\r\n",
                           strchr(line, '\t') + 1);
        }
    }
    (void)rt_mem_free(file);
    assert_string_equal(offer(&local), expected);
    assert_int_equal(text.n, 448);
}

static void preference_then_number_then_events(void **state)
{
    (void)state;
    struct fw_sdp_local l = local;
    set("Preferred_Codec_1_", "G711a");
    expect_formats(&l, "8 0 2 4 18 96 97 98 100 101");
    l.preferred = FW_CODEC_G726_32;
    expect_formats(&l, "2 8 0 4 18 96 97 98 100 101");
    l.forced = FW_CODEC_PCMA;
    expect_formats(&l, "8 100 101");
    l.forced = l.preferred = FW_CODEC_NONE;
    set("Second_Preferred_Codec_1_", "G726-16");
    expect_formats(&l, "8 98 0 2 4 18 96 97 100 101");
    set("Second_Preferred_Codec_1_", "Unspecified");
    set("Preferred_Codec_1_", "G729a");
    set("FAX_Passthru_Method_1_", "None");
    expect_formats(&l, "18 0 2 4 8 96 97 98 101");
    set("Preferred_Codec_1_", "G711u");
    set("FAX_Passthru_Method_1_", "NSE");
    set("Use_Pref_Codec_Only_1_", "Yes");
    expect_formats(&l, "0 100 101");
    set("Use_Pref_Codec_Only_1_", "No");
    set("G726-24_Enable_1_", "No");
    set("G726r40_Dynamic_Payload", "120");
    expect_formats(&l, "0 2 4 8 18 98 120 100 101");
}

static void what_has_no_coder_is_not_offered(void **state)
{
    (void)state;
    struct fw_sdp_local l = local;
    enum fw_codec codecs[FW_N_CODECS];
    bool is_fallback;
    l.codecs = 0;
    expect_formats(&l, "0 2 8 96 97 98 100 101");
    set("Preferred_Codec_1_", "G729a");
    set("Use_Pref_Codec_Only_1_", "Yes");
    expect_formats(&l, "0 100 101");
    assert_int_equal(fw_sdp_codecs(rig.params.params, 1, &l, codecs, &is_fallback), 1);
    assert_true(is_fallback);
}

static void other_rows_of_the_offer(void **state)
{
    (void)state;
    struct fw_sdp_local l = local;
    set("Hook_Flash_Tx_Method_1_", "AVT");
    set("RTP_Packet_Size", "0.02");
    set("Silence_Supp_Enable_1_", "Yes");
    set("G726r16_Codec_Name", "my codec");
    l.direction = FW_SDP_SENDONLY;
    l.is_2543_hold = true;
    assert_non_null(strstr(offer(&l), "a=fmtp:101 0-16\r\n"));
    assert_non_null(strstr(offer(&l), "a=ptime:20\r\na=sendonly\r\n"));
    assert_non_null(strstr(offer(&l), "c=IN IP4 0.0.0.0\r\n"));
    assert_non_null(strstr(offer(&l), " IN IP4 192.168.1.102\r\n"));
    assert_non_null(strstr(offer(&l), "a=rtpmap:99 G729ab/8000\r\n"));
    assert_non_null(strstr(offer(&l), "a=rtpmap:98 my/8000\r\n")); /* a blank would end the attribute */
}

static const char asterisk[] = "v=0\r\no=root 1 1 IN IP4 10.0.0.9\r\ns=x\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
                               "m=audio 12000 RTP/AVP 18 0 8 111 103\r\na=rtpmap:0 PCMU/8000\r\n"
                               "a=rtpmap:111 G726-32/8000\r\na=rtpmap:103 TELEPHONE-EVENT/8000\r\na=fmtp:103 0-16\r\n"
                               "a=ptime:20\r\na=sendrecv\r\n";

static struct fw_sdp read_text(const char *sdp)
{
    static struct fw_sdp s;
    const char *why;
    assert_int_equal(fw_sdp_read(&s, sdp, strlen(sdp), &why), RT_OK);
    return s;
}

static bool answer(const char *sdp, struct fw_media_path *path)
{
    struct fw_sdp s = read_text(sdp);
    rt_buf_clear(&text);
    return fw_sdp_answer(rig.params.params, 1, &s, &(struct fw_sdp_local){.ip = 0x0a000002, .rtp_port = 16384}, path,
                         &text);
}

static void an_answer_has_one_codec_and_the_numbers_of_the_offer(void **state)
{
    (void)state;
    struct fw_media_path path;
    set("Preferred_Codec_1_", "G726-32");
    assert_true(answer(asterisk, &path));
    assert_string_equal(rt_buf_text(&text), "v=0\r\no=- 0 0 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\n"
                                            "m=audio 16384 RTP/AVP 111 103\r\na=rtpmap:111 G726-32/8000\r\n"
                                            "a=rtpmap:103 telephone-event/8000\r\na=fmtp:103 0-15\r\na=ptime:30\r\n"
                                            "a=sendrecv\r\n");
    assert_int_equal(path.codec, FW_CODEC_G726_32);
    assert_int_equal(path.payload_tx, 111);
    assert_int_equal(path.payload_rx, 111);
    assert_int_equal(path.dtmf_tx, 103);
    assert_int_equal(path.ip, 0x0a000009);
    assert_int_equal(path.port, 12000);
    assert_true(path.sends && path.receives);
    /* The own order counts: G.711u before G.711a, and G.729 cannot be had. */
    set("Preferred_Codec_1_", "G711u");
    assert_true(answer(asterisk, &path));
    assert_int_equal(path.codec, FW_CODEC_PCMU);
}

static void other_streams_are_refused_in_their_places(void **state)
{
    (void)state;
    struct fw_media_path path;
    assert_true(answer("v=0\r\nc=IN IP4 10.0.0.9\r\nm=image 5000 udptl t38\r\nm=audio 0 RTP/AVP 0\r\n"
                       "m=audio 12000 RTP/AVP 8\r\nc=IN IP4 10.0.0.8\r\na=sendonly\r\nm=video 9 RTP/AVP 31 34\r\n"
                       "a=inactive\r\n",
                       &path));
    const char *m = strstr(rt_buf_text(&text), "m=");
    assert_string_equal(m, "m=image 0 udptl t38\r\nm=audio 0 RTP/AVP 0\r\nm=audio 16384 RTP/AVP 8\r\n"
                           "a=rtpmap:8 PCMA/8000\r\na=ptime:30\r\na=recvonly\r\nm=video 0 RTP/AVP 31 34\r\n");
    assert_int_equal(path.ip, 0x0a000008); /* its own connection */
    assert_true(!path.sends && path.receives && path.dtmf_tx == -1);
}

static void hold_by_direction_and_by_address(void **state)
{
    (void)state;
    static const struct {
        const char *c, *a, *answer;
        bool sends, receives;
    } rows[] = {
        {"10.0.0.9", "sendrecv", "a=sendrecv", true, true},  {"10.0.0.9", "sendonly", "a=recvonly", false, true},
        {"10.0.0.9", "recvonly", "a=sendonly", true, false}, {"10.0.0.9", "inactive", "a=inactive", false, false},
        {"0.0.0.0", "sendrecv", "a=recvonly", false, true},  {"0.0.0.0", "sendonly", "a=recvonly", false, true},
        {"0.0.0.0", "inactive", "a=inactive", false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char sdp[256];
        struct fw_media_path path;
        (void)snprintf(sdp, sizeof sdp, "v=0\nc=IN IP4 %s\na=%s\nm=audio 12000 RTP/AVP 0\n", rows[i].c, rows[i].a);
        assert_true(answer(sdp, &path));
        assert_non_null(strstr(rt_buf_text(&text), rows[i].answer));
        assert_int_equal(path.sends, rows[i].sends);
        assert_int_equal(path.receives, rows[i].receives);
    }
}

static void no_common_codec_is_no_answer(void **state)
{
    (void)state;
    struct fw_media_path path;
    assert_false(answer("v=0\r\nc=IN IP4 10.0.0.9\r\nm=audio 12000 RTP/AVP 18 4 101\r\n", &path));
    assert_false(answer("v=0\r\nc=IN IP4 10.0.0.9\r\nm=image 5000 udptl t38\r\n", &path));
    assert_false(answer("v=0\r\nc=IN IP4 10.0.0.9\r\nm=audio 12000 RTP/SAVP 0\r\n", &path));
    assert_false(answer("v=0\r\nm=audio 12000 RTP/AVP 0\r\n", &path)); /* nowhere to send to */
    assert_int_equal(text.n, 0);
}

static void the_answer_to_an_own_offer_tells_the_numbers_of_both_sides(void **state)
{
    (void)state;
    struct fw_media_path path;
    struct fw_sdp s = read_text("v=0\r\nc=IN IP4 10.0.0.9\r\nm=audio 12000 RTP/AVP 104 101\r\n"
                                "a=rtpmap:104 g726-40/8000\r\na=rtpmap:101 telephone-event/8000\r\na=recvonly\r\n");
    assert_true(fw_sdp_take_answer(rig.params.params, 1, &s, &local, &path));
    assert_int_equal(path.codec, FW_CODEC_G726_40);
    assert_int_equal(path.payload_tx, 104);
    assert_int_equal(path.payload_rx, 96);
    assert_int_equal(path.dtmf_rx, 101);
    assert_true(path.sends && !path.receives);
    s = read_text("v=0\r\nc=IN IP4 10.0.0.9\r\nm=audio 12000 RTP/AVP 3\r\n");
    assert_false(fw_sdp_take_answer(rig.params.params, 1, &s, &local, &path));
}

static void what_is_no_description_is_refused_with_a_reason(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"o=x\r\n", "it does not begin with v=0"},
        {"v=0\r\nnonsense\r\n", "a line is not of the form x=value"},
        {"v=0\r\nc=IN IP4 host.example\r\n", "the connection is no address"},
        {"v=0\r\nm=audio 70000 RTP/AVP 0\r\n", "the media line is invalid"},
        {"v=0\r\nm=\r\n", "the media line is invalid"},
    };
    struct fw_sdp s;
    const char *why;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(fw_sdp_read(&s, rows[i][0], strlen(rows[i][0]), &why), RT_ESYNTAX);
        assert_string_equal(why, rows[i][1]);
    }
    char *big = calloc(1, FW_SDP_TEXT_MAX + 1);
    assert_int_equal(fw_sdp_read(&s, big, FW_SDP_TEXT_MAX + 1, &why), RT_ETOOBIG);
    free(big);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_offer_is_the_captured_one_to_the_octet, set_up, tear_down),
        cmocka_unit_test_setup_teardown(preference_then_number_then_events, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_has_no_coder_is_not_offered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_rows_of_the_offer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_answer_has_one_codec_and_the_numbers_of_the_offer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_streams_are_refused_in_their_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hold_by_direction_and_by_address, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_common_codec_is_no_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_answer_to_an_own_offer_tells_the_numbers_of_both_sides, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_description_is_refused_with_a_reason, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
