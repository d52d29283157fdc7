/* mail_fold: answers separated from quotations and signatures, none of the answer lost. */
#include "base/base.h"
#include "mail/mail.h"
#include "tap.h"

struct fold_case {
	const char *name;
	const char *text;
	const char *reply;      /* NULL: nothing is folded */
	const char *quoted;     /* NULL: not looked at */
};

static const struct fold_case cases[] = {
	{ "plain text", "Hello\n\nthe printer is broken.\n", NULL, NULL },
	{ "empty text", "", NULL, NULL },
	{ "one-line attribution", "Yes.\n\n"
	  "On Mon, Apr 2, 2012 at 6:26 PM, Ann <ann@example.com> wrote:\n\n> Hi\n",
	  "Yes.", "On Mon, Apr 2, 2012 at 6:26 PM, Ann <ann@example.com> wrote:\n\n> Hi" },
	{ "attribution wrapped over three lines", "Done\n\nOn Dec 16, 2011, at 12:47 PM, Ann\n"
	  "<ann@example.com>\nwrote:\n\n> Hi\n",
	  "Done", NULL },
	{ "an answer right above the attribution", "Thanks\n"
	  "On Mon, 3 Jan 2024, 10:00 Ann <ann@example.com> wrote:\n> Hi\n",
	  "Thanks", NULL },
	{ "an answer that begins with On", "On 3 January 2024 I wrote to you:\n"
	  "nothing came back.\n", NULL, NULL },
	{ "a story about writing", "Yesterday at 10:30 John wrote to me about the following:\n\n"
	  "the printer\n", NULL, NULL },
	{ "an introduction above a quotation", "On 3.4.2024 I saw this in the logs:\n> error 5\n",
	  "On 3.4.2024 I saw this in the logs:", "> error 5" },
	{ "interleaved", "> Which one?\nThe red one.\n> When?\nTomorrow.\n",
	  "The red one.\n\nTomorrow.",
	  "> Which one?\n\n> When?" },
	{ "answer below the quotation", "On 04/02/2012 06:26 PM, Ann wrote:\n> Hi\nHello\n",
	  "Hello", NULL },
	{ "only a quotation", "On 04/02/2012 06:26 PM, Ann wrote:\n> Hi\n> there\n", "", NULL },
	{ "only marked lines", "> a\n> b\n", "", "> a\n> b" },
	{ "a line wrapped out of the quotation stays", "Ok\n"
	  "> a long line of a quotation that was\nwrapped\n> by a gateway\n",
	  "Ok\n\nwrapped", NULL },

	/* Turkish */
	{ "Turkish, name first", "Teşekkürler, oldu.\n\n"
	  "Ali Veli <ali@example.com>, 3 Oca 2024 Çar, 10:12 tarihinde şunu yazdı:\n\n"
	  "> Merhaba\n",
	  "Teşekkürler, oldu.", NULL },
	{ "Turkish, wrapped before the verb", "Tamam\n\n"
	  "Ali Veli <ali@example.com>, 3 Oca 2024 Çar, 10:12 tarihinde\nşunu yazdı:\n\n"
	  "Merhaba,\nnasılsınız?\n",
	  "Tamam", NULL },
	{ "Turkish, date first", "Olur.\n3 Ocak 2024 Çarşamba 10:12 tarihinde Ali Veli\n"
	  "<ali@example.com> yazdı:\n> Merhaba\n",
	  "Olur.", NULL },
	{ "Turkish, Apple Mail", "Evet\n\n"
	  "Ali Veli <ali@example.com> şunları yazdı (3 Oca 2024 10:12):\n\nMerhaba\n", "Evet", NULL
	  },
	{ "Turkish, verb above marks only", "İyi günler\nAyşe yazdı:\n> fatura gelmedi\n"
	  "Gönderdik.\n",
	  "İyi günler\n\nGönderdik.", NULL },
	{ "Turkish Outlook", "Sorun sürüyor.\n\nKimden: Destek <destek@example.com>\n"
	  "Gönderilme: 3 Ocak 2024 Çarşamba 10:12\nKime: Ali Veli\nKonu: YNT: Yazıcı\n\n"
	  "Merhaba Ali Bey\n",
	  "Sorun sürüyor.", NULL },
	{ "Turkish Outlook, rule and Tarih", "Sorun sürüyor.\n________________________________\n"
	  "Kimden: Destek\nTarih: 3.01.2024 10:12\nKime: Ali\nKonu: Yazıcı\n\nMerhaba\n",
	  "Sorun sürüyor.", NULL },
	{ "Turkish original message", "Bakıyorum.\n\n-----Özgün İleti-----\nKimden: Ayşe\n"
	  "Merhaba\n", "Bakıyorum.", NULL },
	{ "Turkish phone", "Geldi, teşekkürler\n\niPhone'umdan gönderildi\n", "Geldi, teşekkürler",
	  "iPhone'umdan gönderildi" },
	{ "Turkish phone, Samsung", "Geldi\n\nSamsung cihazımdan gönderildi.\n", "Geldi", NULL },
	{ "Turkish Outlook for Android", "Geldi\n\n"
	  "Android için Outlook'u edinin<https://aka.ms/x>\n", "Geldi", NULL },
	{ "an answer of two words", "Fatura gönderildi\n", NULL, NULL },
	{ "an answer about a phone", "iPhone depodan gönderildi\n", NULL, NULL },
	{ "Turkish sentence with a time", "10:30'da bana şunu yazdı:\nyazıcı bozuk, 2 numara\n",
	  NULL, NULL },

	/* Persian */
	{ "Persian", "سپاسگزارم، درست شد.\n\n"
	  "در تاریخ چهارشنبه ۳ ژانویهٔ ۲۰۲۴، ۱۰:۱۲ علی <ali@example.com> نوشت:\n\n> سلام\n",
	  "سپاسگزارم، درست شد.", NULL },
	{ "Persian, wrapped and unmarked", "بله\n\nدر تاریخ چهارشنبه ۳ ژانویه ۲۰۲۴، ۱۰:۱۲ علی\n"
	  "‪<ali@example.com‬‏> نوشت:\n\nسلام\nخوبید؟\n",
	  "بله", NULL },
	{ "Persian Outlook", "مشکل هنوز هست.\n\nاز: پشتیبانی <destek@example.com>\n"
	  "تاریخ: ۱۴۰۲/۱۰/۱۳\nبه: علی\nموضوع: چاپگر\n\nسلام\n",
	  "مشکل هنوز هست.", NULL },
	{ "Persian Outlook with ارسال", "باشد\n\nاز: پشتیبانی\nارسال شده: چهارشنبه ۳ ژانویه\n"
	  "به: علی\nموضوع: پاسخ: چاپگر\n\nسلام\n", "باشد", NULL },
	{ "Persian original message", "باشد\n\n----- پیام اصلی -----\nاز: علی\nسلام\n", "باشد", NULL
	  },
	{ "Persian phone", "رسید\n\nارسال شده از iPhone من\n", "رسید", NULL },
	{ "Persian text with a date", "از تاریخ ۱۴۰۲/۱۰/۱۳ ساعت ۱۰:۳۰ چاپگر خراب است:\n"
	  "روشن نمی‌شود\n", NULL, NULL },

	/* other languages */
	{ "Arabic", "شكرا\n\nفي الأربعاء، ٣ يناير ٢٠٢٤ في ١٠:١٢ ص تمت كتابة ما يلي بواسطة علي "
	  "<ali@example.com>:\n\n> مرحبا\n", "شكرا", NULL },
	{ "German", "Danke!\n\nAm 03.01.2024 um 10:12 schrieb Ann Muster <ann@example.com>:\n"
	  "> Hallo\n", "Danke!", NULL },
	{ "German without address needs marks", "Am 3.4.2024 um 10:30 schrieb ich folgende Mail:\n"
	  "\nder Drucker ist kaputt\n", NULL, NULL },
	{ "German Outlook", "Danke!\n\nVon: Ann <ann@example.com>\n"
	  "Gesendet: Mittwoch, 3. Januar 2024 10:12\nAn: Bob\nBetreff: AW: Drucker\n\nHallo\n",
	  "Danke!", NULL },
	{ "French, wrapped", "Merci\n\nLe mer. 3 janv. 2024 à 10:12, Ann <ann@example.com>\n"
	  "a écrit :\n\nBonjour\n", "Merci", NULL },
	{ "Spanish", "Gracias\n\n"
	  "El mié, 3 ene 2024 a las 10:12, Ann (<ann@example.com>) escribió:\n\n> Hola\n",
	  "Gracias", NULL },
	{ "Italian", "Grazie\n\n"
	  "Il giorno mer 3 gen 2024 alle ore 10:12 Ann <ann@example.com> ha scritto:\n\n"
	  "> Ciao\n", "Grazie", NULL },
	{ "Portuguese", "Obrigado\n\n"
	  "Em qua., 3 de jan. de 2024 às 10:12, Ann <ann@example.com> escreveu:\n\n> Oi\n",
	  "Obrigado", NULL },
	{ "Dutch", "Bedankt\n\nOp wo 3 jan 2024 om 10:12 schreef Ann <ann@example.com>:\n\n"
	  "> Hoi\n", "Bedankt", NULL },
	{ "Russian", "Спасибо\n\n"
	  "3 января 2024 г. 10:12 пользователь Ann <ann@example.com> написал:\n\n> Привет\n",
	  "Спасибо", NULL },
	{ "Russian without verb", "Спасибо\n\n"
	  "ср, 3 янв. 2024 г. в 10:12, Ann <ann@example.com>:\n\nПривет\n", "Спасибо", NULL },
	{ "Polish", "Dzięki\n\nW dniu 2024-01-03 10:12, Ann pisze:\n> Cześć\n", "Dzięki", NULL },
	{ "Greek", "Ευχαριστώ\n\n"
	  "Στις Τετ 3 Ιαν 2024 στις 10:12 π.μ., ο Ann <ann@example.com> έγραψε:\n\n> Γεια\n",
	  "Ευχαριστώ", NULL },
	{ "Hebrew", "תודה\n\n"
	  "‫בתאריך יום ד׳, 3 בינו׳ 2024 ב-10:12 מאת ‪Ann‬‏ <‪ann@example.com‬‏>:‬\n\nשלום\n",
	  "תודה", NULL },
	{ "Chinese", "好的\n\nAnn <ann@example.com> 于2024年1月3日周三 10:12写道：\n\n> 你好\n", "好的", NULL },
	{ "Chinese, QQ", "好的\n\n------------------ 原始邮件 ------------------\n发件人: \"Ann\"\n"
	  "发送时间: 2024年1月3日\n收件人: Bob\n主题: 打印机\n\n你好\n", "好的", NULL },
	{ "Japanese", "ありがとう\n\n2024年1月3日(水) 10:12 山田 <yamada@example.com>:\n\n> こんにちは\n", "ありがとう",
	  NULL },
	{ "Korean", "감사합니다\n\n2024년 1월 3일 (수) 오전 10:12, 홍길동 <hong@example.com>님이 작성:\n\n> 안녕\n",
	  "감사합니다", NULL },

	/* separators, blocks */
	{ "original message without a block", "Hello\n\n----- Original Message -----\n\nHi\n",
	  "Hello", NULL },
	{ "the words alone are no separator", "Hello\nOriginal Message\nis gone\n", NULL, NULL },
	{ "rule above a bold block", "Hi\n ------------------------------\n\n"
	  "*From:* Ann [mailto:ann@example.com]\n*Sent:* Thursday, 9 February 2012\n"
	  "*To:* bob@example.com\n*Subject:* News\n\nDear Bob\n", "Hi", NULL },
	{ "header lines of one's own", "I set these:\nFrom: our database\nTo: the printer\n"
	  "and nothing came out\n", NULL, NULL },
	{ "Outlook on a phone", "Ok\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n"
	  "________________________________\nFrom: Ann <ann@example.com>\n"
	  "Sent: Thursday, 26 September 2019\nTo: Bob\nSubject: x\n\nHi\n", "Ok", NULL },
	{ "forward with a comment", "See below.\n\n---------- Forwarded message ---------\n"
	  "From: Ann <ann@example.com>\nDate: Mon, Dec 15, 2024\nSubject: x\nTo: Bob\n\nHi\n",
	  "See below.", NULL },
	{ "forward without a comment", "---------- Forwarded message ---------\n"
	  "From: Ann <ann@example.com>\nDate: Mon, Dec 15, 2024\nSubject: x\nTo: Bob\n\nHi\n"
	  "-- \nAnn\n", NULL, NULL },
	{ "a block with nothing above it", "From: Ann <ann@example.com>\n"
	  "Sent: Monday, 15 December 2024\nTo: Bob\nSubject: x\n\nHi\n", NULL, NULL },

	/* signatures */
	{ "signature", "Hello\n-- \nAnn\nExample Inc\n", "Hello", "-- \nAnn\nExample Inc" },
	{ "signature above a quotation, answer below it", "Hello\n-- \nAnn\n\n> Hi\n\n"
	  "P.S. and this\n", "Hello\n\nP.S. and this", NULL },
	{ "dashes as bullets", "Because of:\n-- first\n-- second\n", NULL, NULL },
	{ "dashes, then long prose", "One\n--\n"
	  "Two is a paragraph that goes on and on, for it is no signature at all but the "
	  "second half of what the writer wants to say.\n", NULL, NULL },
	{ "em dash", "Cheers\n\n—\nAnn\n", "Cheers", NULL },
	{ "phone", "Here it is\n\nSent from my iPhone\n", "Here it is", NULL },
	{ "text below a phone's line stays", "One\n\nSent from my iPhone\n\nTwo\n", "One\n\nTwo",
	  NULL },
	{ "a desk is no phone", "Sent from my desk, is much easier than my phone.\n", NULL, NULL },
	{ "German phone", "Ja\n\nVon meinem iPhone gesendet\n", "Ja", NULL },
	{ "French phone", "Oui\n\nEnvoyé de mon iPhone\n", "Oui", NULL },
	{ "list footer", "Yes\n\n_______________________________________________\n"
	  "users mailing list\nusers@lists.example.com\n", "Yes", NULL },
	{ "Mail for Windows", "Tamam\n\n"
	  "Sent from Mail<https://go.microsoft.com/fwlink/?LinkId=550986> for Windows 10\n",
	  "Tamam", NULL },
	{ "Turkish Yahoo", "Tamam\n\nAndroid'de Yahoo Postadan gönderildi\n", "Tamam", NULL },
	{ "Persian phone at the end", "بله\n\nاز آیفون من ارسال شد\n", "بله", NULL },
	{ "Turkish, interleaved under an attribution",
	  "Destek <d@example.com>, 3 Oca 2024 Çar, 10:12 tarihinde şunu yazdı:\n\n"
	  "> Merhaba, numaranız?\n\n532 111\n\n> Teşekkürler\n", "532 111", NULL },
	{ "Quoting", "Yes\n\nQuoting Ann <ann@example.com>:\n\n> Hi\n", "Yes", NULL },
	{ "an excerpt of a log", "My log is:\n\nDate: 2024-01-03\nFrom: printer\nTo: queue\n\n"
	  "What now?\n", NULL, NULL },
	{ "markdown rules", "A\n\n----\n\nB\n\n====\n\nC\n", NULL, NULL },
};

int main(void)
{
	struct arena *a = arena_new();
	struct mail_fold fold;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		arena_reset(a);
		mail_fold(a, cases[i].text, &fold);
		is(fold.reply, cases[i].reply, cases[i].name);
		if (cases[i].quoted)
	is(fold.quoted, cases[i].quoted, arena_printf(a, "%s: quoted", cases[i].name));
		if (!cases[i].reply)
	ok(fold.quoted == NULL, arena_printf(a, "%s: nothing quoted", cases[i].name));
	}
	arena_free(a);
	return done();
}
