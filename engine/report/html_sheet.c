// SPDX-License-Identifier: MIT
// What all parts of the page are written with. See html.h.
#include "report/html.h"

#include "support/calendar.h"

// Both may be shown, and are told in these languages.
static void put_pair(Sheet *sheet, Text english, Text chinese)
{
    page_put(sheet, "<span lang=en>");
    markup_append_plain(sheet->to, english);
    page_put(sheet, "</span> <span lang=zh>");
    markup_append_plain(sheet->to, chinese);
    page_put(sheet, "</span>");
}

void page_say(Sheet *sheet, const char *english)
{
    const char *chinese = tongue_told(english, TONGUE_CHINESE);
    if (strcmp(english, chinese) == 0)
        markup_append_plain(sheet->to, text_of(english));
    else
        put_pair(sheet, text_of(english), text_of(chinese));
}

void page_say_in(Sheet *sheet, const char *element, const char *attributes, const char *english)
{
    text_append_format(sheet->to, "<%s%s%s>", element, attributes ? " " : "", attributes ? attributes : "");
    page_say(sheet, english);
    text_append_format(sheet->to, "</%s>", element);
}

void page_text(Sheet *sheet, Text text)
{
    page_put(sheet, "<bdi>");
    markup_append(sheet->to, text);
    page_put(sheet, "</bdi>");
}

void page_string(Sheet *sheet, uint32_t string)
{
    page_text(sheet, sheet_string(sheet, string));
}

void page_tell(Sheet *sheet, TellPiece *tell, const void *of)
{
    Text english = piece_in(sheet, TONGUE_ENGLISH, text_of("en"), tell, of);
    Text chinese = piece_in(sheet, TONGUE_CHINESE, text_of("zh"), tell, of);
    if (!text_equal(english, chinese)) {
        put_pair(sheet, english, chinese);
        return;
    }
    page_put(sheet, "<bdi>");
    markup_append_plain(sheet->to, english);
    page_put(sheet, "</bdi>");
}

static const Worded *text_in(const Worded *texts, uint32_t count, const char *language)
{
    for (uint32_t i = 0; i < count; i++) {
        if (text_is(texts[i].language, language))
            return &texts[i];
    }
    return NULL;
}

void page_worded(Sheet *sheet, const Worded *texts, uint32_t count)
{
    const WordedTexts all = {texts, count};
    if (!count)
        return;
    if (text_in(texts, count, "en") && text_in(texts, count, "zh")) {
        page_tell(sheet, tell_worded, &all);
        return;
    }
    page_put(sheet, "<bdi lang=\"");
    markup_append(sheet->to, texts[0].language);
    page_put(sheet, "\">");
    markup_append(sheet->to, texts[0].text);
    page_put(sheet, "</bdi>");
}

void page_wording(Sheet *sheet, WordingList list)
{
    if (list.count)
        page_worded(sheet, worded_of(sheet->program, list, sheet->to->arena), list.count);
}

void page_date(Sheet *sheet, Wide date)
{
    page_put(sheet, "<time>");
    date_append(sheet->to, date);
    page_put(sheet, "</time>");
}

void page_digest(Sheet *sheet, const Digest *digest)
{
    page_put(sheet, "<code>");
    text_append(sheet->to, digest_text(sheet->to->arena, digest));
    page_put(sheet, "</code>");
}

void page_pointer(Sheet *sheet, Text pointer)
{
    page_put(sheet, "<code>");
    markup_append(sheet->to, pointer);
    page_put(sheet, "</code>");
}

const char *const page_statuses[STATUSES] = {
    [STATUS_SATISFIED] = "Satisfied",           [STATUS_VIOLATED] = "Violated", [STATUS_UNDETERMINED] = "Undetermined",
    [STATUS_NOT_APPLICABLE] = "Not applicable", [STATUS_EXCEPTED] = "Excepted", [STATUS_WAIVED] = "Waived"};

const char *page_symbol(Status status)
{
    static const char *const symbols[STATUSES] = {
        [STATUS_SATISFIED] = "✓",      [STATUS_VIOLATED] = "✗", [STATUS_UNDETERMINED] = "?",
        [STATUS_NOT_APPLICABLE] = "–", [STATUS_EXCEPTED] = "◇", [STATUS_WAIVED] = "⊘"};
    return symbols[status];
}

void page_status(Sheet *sheet, Status status)
{
    text_append_format(sheet->to, "<b class=s%d>%s ", (int)status, page_symbol(status));
    page_say(sheet, page_statuses[status]);
    page_put(sheet, "</b>");
}

void page_rule_link(Sheet *sheet, uint32_t rule)
{
    Text code = sheet_string(sheet, sheet->program->rules[rule].code);
    bool listed = sheet_wants(sheet, (Status)sheet->report->verdict.statuses[rule]);
    page_put(sheet, listed ? "<a href=\"#" : "");
    if (listed)
        markup_append(sheet->to, code);
    page_put(sheet, listed ? "\">" : "");
    markup_append(sheet->to, code);
    page_put(sheet, listed ? "</a>" : "");
}

void page_table(Sheet *sheet, const char *const *columns, size_t count)
{
    page_put(sheet, "<table><thead><tr>");
    for (size_t i = 0; i < count; i++)
        page_say_in(sheet, "th", *columns[i] == '#' ? "scope=col class=n" : "scope=col", columns[i] + (*columns[i] == '#'));
    page_put(sheet, "</tr></thead><tbody>\n");
}

void page_section(Sheet *sheet, const char *id, const char *heading)
{
    text_append_format(sheet->to, "<section id=%s>", id);
    page_say_in(sheet, "h2", NULL, heading);
    page_put(sheet, "\n");
}

// ---- the frame ----

// What chooses what shows: inputs alone, which the styles look at.
static void put_languages(Sheet *sheet)
{
    bool chinese = sheet->style->tongue == TONGUE_CHINESE;
    page_put(sheet, "<header><form><fieldset><legend>Language 语言</legend>\n");
    text_append_format(sheet->to, "<label lang=en><input type=radio name=language id=en%s> English</label>\n",
                       chinese ? "" : " checked");
    text_append_format(sheet->to,
                       "<label lang=zh><input type=radio name=language id=zh%s> 中文</label></fieldset></form></header>\n",
                       chinese ? " checked" : "");
}

void page_begin(Sheet *sheet, Text of, Text what)
{
    bool chinese = sheet->style->tongue == TONGUE_CHINESE;
    text_append_format(sheet->to, "<!doctype html>\n<html lang=%s><head><meta charset=utf-8>\n", chinese ? "zh" : "en");
    page_put(sheet, "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'; "
                    "img-src data:\">\n<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<title>");
    markup_append(sheet->to, of);
    page_put(sheet, " · ");
    markup_append(sheet->to, what);
    page_put(sheet, "</title>\n<style>\n");
    page_put(sheet, page_style);
    page_put(sheet, "</style></head>\n<body>\n");
    put_languages(sheet);
    page_put(sheet, "<main>\n");
}

void page_end(Sheet *sheet)
{
    page_put(sheet, "</main>\n</body></html>\n");
}
