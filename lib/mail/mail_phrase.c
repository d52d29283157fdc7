/*
 * The phrases that mail programs write around quotations, forwarded mail and signatures,
 * in the languages they are sold in.  Written here as a person reads them; compared in
 * the normal form of text_norm.
 */
#include "mail/mail_text.h"

#include <ctype.h>
#include <string.h>

static const char *const wrote[] = { "wrote", "writes", "you wrote", "wrote the following", "said",
	"şunu yazdı", "şunları yazdı", "yazdı", "yazmış", "yazıyor", "نوشت", "نوشته", "نوشته است",
	"نوشته‌است", "نوشتند", "كتب", "كتبت", "کتب", "a écrit", "a ecrit", "écrit",
	"schrieb", "schrieb folgendes", "hat geschrieben", "geschrieben", "escribió", "escribio",
	"ha escrito", "va escriure", "ha escrit", "ha scritto", "scrisse", "scrive", "escreveu",
	"schreef", "geschreven", "heeft geschreven", "het volgende geschreven", "skrev",
	"skrev følgende", "følgende", "följande", "kirjoitti", "написал", "написала", "написал(а)",
	"пишет", "писал", "писал(а)", "написав", "написала", "написав(-ла)", "пише", "написа",
	"написао", "napisał", "napisała", "napisał(a)", "napisał/a", "pisze", "napsal", "napsala",
	"napsal(a)", "napísal", "napísal(a)", "napísala", "írta", "a következőt írta", "ezt írta",
	"a scris", "je napisao", "je napisala", "je napisao/la", "napisao", "je napisal",
	"je napisal/a", "έγραψε", "έγραψαν", "כתב", "כתבה", "כתב/ה", "כתבת", "写道", "寫道", "写到",
	"のメール", "は書きました", "さんは書きました", "wrote in message", "님이 작성", "작성",
	"님이 씀", "menulis", "đã viết", "viết", "เขียน", "เขียนว่า", "rašė", "rakstīja", "kirjutas",
	"shkroi", "ha escrito lo siguiente", "ha scritto quanto segue", "yazmıştır", "şöyle yazdı",
	NULL };

static const char *const wrote_name[] = {
	"schrieb", "schreef", "skrev", "escribió", "a écrit", "ha scritto", "escreveu", "napsal",
	"تمت كتابة ما يلي بواسطة", "كتب", "from", "от", "von", NULL
};

static const char *const on[] = { "on", "quoting", "zitat von", "citando", "citation de", "le",
	"am", "il", "el", "op", "em", "den", "dne", "dnia", "w dniu", "in data", "a las", "pada",
	"în", "la data de", "vào", "u", "dana", "στις", "la", "el día", "il giorno", "dňa", "v",
	"в", "у", "在", "於", "于", "در", "در تاریخ", "في", "في يوم", "בתאריך", "ב-", "tarihinde",
	"data", "në", "på", "ngày", "เมื่อ", "fecha", NULL };

static const char *const original[] = { "original message", "original mail", "original email",
	"original e-mail", "original appointment", "reply message", "özgün ileti", "özgün mesaj",
	"orijinal ileti", "orijinal mesaj", "orjinal mesaj", "orjinal ileti", "orijinal e-posta",
	"asıl ileti", "ilk ileti", "پیام اصلی", "متن اصلی", "نامه اصلی", "ایمیل اصلی", "پیغام اصلی",
	"الرسالة الأصلية", "رسالة أصلية", "ursprüngliche nachricht", "originalnachricht",
	"original-nachricht", "ursprüngliche e-mail", "message d'origine", "message original",
	"message initial", "courriel d'origine", "mensaje original", "mensaje de origen",
	"missatge original", "messaggio originale", "messaggio originario", "mensagem original",
	"oorspronkelijk bericht", "origineel bericht", "oprindelig meddelelse", "oprindelig besked",
	"original meddelelse", "opprinnelig melding", "ursprungligt meddelande",
	"originalmeddelande", "alkuperäinen viesti", "исходное сообщение", "исходное письмо",
	"первоначальное сообщение", "вихідне повідомлення", "оригинално съобщение",
	"изворна порука", "wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva",
	"pôvodná správa", "eredeti üzenet", "mesajul original", "mesaj original", "mesaj inițial",
	"izvorna poruka", "originalna poruka", "izvirno sporočilo", "αρχικό μήνυμα", "הודעה מקורית",
	"原始邮件", "原始郵件", "邮件原件", "原郵件", "元のメッセージ", "원본 메시지",
	"원본 이메일", "pesan asli", "thư gốc", "ข้อความต้นฉบับ", "sākotnējais ziņojums",
	"algne sõnum", "originalus laiškas", NULL };

static const char *const forwarded[] = { "forwarded message", "forwarded mail", "forwarded email",
	"forwarded e-mail", "forwarded by", "forwarded message from", "message forwarded",
	"iletilen ileti", "iletilen mesaj", "iletilen e-posta", "iletilmiş ileti",
	"iletilmiş mesaj", "yönlendirilen mesaj", "yönlendirilen ileti", "yönlendirilen e-posta",
	"yönlendirilen posta", "yönlendirilmiş mesaj", "yönlendirilmiş ileti",
	"yönlendirilmiş e-posta", "پیام هدایت شده", "پیام هدایت‌شده",
	"پیام ارسال شده", "پیام فوروارد شده", "پیام بازارسال شده", "پیام باز ارسال شده",
	"پیام ارجاع شده", "نامه ارجاع شده", "ایمیل فوروارد شده", "ایمیل هدایت شده",
	"پیام منتقل شده", "رسالة معاد توجيهها", "الرسالة المعاد توجيهها", "رسالة محولة",
	"رسالة مُعاد توجيهها", "weitergeleitete nachricht", "weitergeleitete mail",
	"weitergeleitete e-mail", "message transféré", "message transmis", "message réexpédié",
	"courriel transféré", "mensaje reenviado", "missatge reenviat", "messaggio inoltrato",
	"messaggio rispedito", "mensagem encaminhada", "mensagem reencaminhada",
	"doorgestuurd bericht", "videresendt meddelelse", "videresendt besked",
	"videresendt melding", "videresendt e-post", "vidarebefordrat meddelande",
	"vidarebefordrat mejl", "vidarebefordrat brev", "välitetty viesti",
	"edelleenlähetetty viesti", "пересылаемое сообщение", "пересылаемое письмо",
	"пересланное сообщение", "перенаправленное сообщение", "переслане повідомлення",
	"препратено съобщение", "прослеђена порука", "wiadomość przekazana dalej",
	"przekazana wiadomość", "wiadomość przekazana", "treść przekazanej wiadomości",
	"přeposlaná zpráva", "předaná zpráva", "preposlaná správa", "továbbított üzenet",
	"továbbított levél", "mesaj redirecționat", "mesaj retransmis", "proslijeđena poruka",
	"prosleđena poruka", "posredovano sporočilo", "προωθημένο μήνυμα", "προωθούμενο μήνυμα",
	"הודעה שהועברה", "הודעה מועברת", "转发的邮件", "转发邮件", "转发邮件信息", "轉寄的郵件",
	"轉寄郵件", "转发消息", "転送されたメッセージ", "転送メッセージ", "전달된 메시지",
	"전달된 메일", "pesan yang diteruskan", "pesan terusan", "tin nhắn được chuyển tiếp",
	"ข้อความที่ส่งต่อ", NULL };

static const char *const forward_begin[] = { "begin forwarded message", "ileti başlangıcı",
	"iletilen ileti başlangıcı", "iletilmiş ileti başlangıcı",
	"yönlendirilen iletinin başlangıcı", "iletilen iletinin başlangıcı", "شروع پیام هدایت شده",
	"آغاز پیام هدایت‌شده", "شروع پیام ارسال شده",
	"بداية الرسالة المعاد توجيهها", "بداية الرسالة المُعاد توجيهها",
	"anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
	"début du message réexpédié", "début du message transféré", "inicio del mensaje reenviado",
	"inici del missatge reenviat", "inizio messaggio inoltrato",
	"início da mensagem reencaminhada", "início da mensagem encaminhada",
	"begin doorgestuurd bericht", "start på videresendt besked", "videresendt melding",
	"vidarebefordrat mejl", "vidarebefordrat brev", "välitetty viesti alkaa",
	"начало переадресованного сообщения", "начало пересылаемого сообщения",
	"початок листа, що пересилається", "początek przekazywanej wiadomości",
	"začátek přeposílané zprávy", "začiatok preposlanej správy", "továbbított levél kezdete",
	"începutul mesajului redirecționat", "începe mesajul redirecționat",
	"započni proslijeđenu poruku", "έναρξη προωθημένου μηνύματος", "תחילת ההודעה שהועברה",
	"开始转发的邮件", "下面是被转发的邮件", "開始轉寄郵件", "以下は転送されたメッセージです",
	"転送されたメッセージ", "전달된 메시지 시작", NULL };

static const char *const from[] = { "from", "message from", "kimden", "gönderen", "از", "فرستنده",
	"از طرف", "من", "von", "absender", "de", "expéditeur", "remitente", "da", "mittente", "van",
	"afzender", "fra", "från", "lähettäjä", "от", "от кого", "отправитель", "від", "від кого",
	"од", "od", "nadawca", "odesílatel", "odosielateľ", "feladó", "expeditor", "de la", "šalje",
	"pošiljatelj", "από", "מאת", "发件人", "寄件者", "寄件人", "發件人", "差出人", "送信者",
	"보낸 사람", "보낸사람", "발신", "dari", "từ", "người gửi", "จาก", "remetente", "nuo",
	"saatja", NULL };

static const char *const date[] = { "date", "sent", "sent on", "received", "date sent", "tarih",
	"gönderilme", "gönderildi", "gönderme tarihi", "gönderim tarihi", "gönderilme tarihi",
	"gönderi tarihi", "تاریخ", "ارسال", "ارسال شده", "ارسال‌شده", "فرستاده شده",
	"فرستاده‌شده", "تاریخ ارسال", "زمان ارسال", "زمان", "التاريخ", "تاريخ",
	"تاريخ الإرسال", "تم الإرسال", "الإرسال", "أرسلت", "datum", "gesendet", "gesendet am",
	"envoyé", "envoyé le", "date d'envoi", "message du", "enviado", "enviado el", "enviado em",
	"fecha", "enviada em", "enviada", "data", "inviato", "inviato il", "data invio",
	"verzonden", "verzonden op", "dato", "sendt", "skickat", "skickades", "päivämäärä",
	"päiväys", "lähetetty", "pvm", "дата", "отправлено", "дата отправки", "надіслано",
	"изпратено", "послато", "wysłano", "wysłane", "data wysłania", "odesláno", "odoslané",
	"dátum", "elküldve", "küldve", "trimis", "trimis la", "poslano", "ημερομηνία", "στάλθηκε",
	"εστάλη", "תאריך", "נשלח", "נשלח ב", "日期", "发送时间", "发送日期", "傳送日期", "寄件日期",
	"傳送時間", "时间", "時間", "日付", "送信日時", "日時", "날짜", "보낸 날짜", "보낸날짜",
	"보낸 시간", "tanggal", "dikirim", "ngày", "đã gửi", "วันที่", "data de envio", NULL };

static const char *const to[] = { "to", "kime", "alıcı", "alıcılar", "به", "گیرنده", "برای", "إلى",
	"الى", "an", "empfänger", "à", "a", "pour", "para", "destinatario", "per", "destinataire",
	"aan", "naar", "til", "till", "vastaanottaja", "кому", "получатель", "до", "за", "прима",
	"do", "adresat", "komu", "címzett", "către", "catre", "prima", "za", "προς", "אל", "收件人",
	"收件者", "宛先", "受信者", "받는 사람", "받는사람", "수신", "kepada", "untuk", "đến",
	"tới", "ถึง", "kam", "destinatário", NULL };

static const char *const cc[] = { "cc", "bilgi", "karbon kopya", "رونوشت", "نسخة", "نسخة إلى",
	"kopie", "kopie (cc)", "copie", "copie à", "copia", "con copia", "cópia", "c.c", "kopi",
	"kopia", "kopio", "копия", "копія", "dw", "do wiadomości", "kopie pro", "kópia", "másolat",
	"másolatot kap", "kopija", "κοιν", "κοινοποίηση", "עותק", "抄送", "副本", "副本抄送",
	"参照", "참조", "tembusan", "สำเนา", NULL };

static const char *const subject[] = { "subject", "konu", "موضوع", "عنوان", "الموضوع", "betreff",
	"betrifft", "objet", "sujet", "asunto", "assumpte", "oggetto", "assunto", "onderwerp",
	"emne", "ämne", "aihe", "otsikko", "тема", "предмет", "относно", "temat", "předmět",
	"predmet", "tárgy", "subiect", "θέμα", "נושא", "主题", "主旨", "主題", "標題", "件名",
	"제목", "perihal", "subjek", "chủ đề", "tiêu đề", "เรื่อง", "tema", NULL };

static const char *const other[] = { "reply-to", "reply to", "yanıt adresi", "yanıtla",
	"antwort an", "répondre à", "responder a", "importance", "önem", "wichtigkeit", "priority",
	"öncelik", "attachments", "ekler", "ek", "پیوست", "پیوست‌ها", "anlagen",
	"pièces jointes", "organization", "cci", "bcc", "gizli", "message-id", "resent-from",
	"on behalf of", "sender", "cevap adresi", "newsgroups", NULL };

static const char *const sent_my[] = { "sent from my", "sent from a", "envoyé de mon",
	"envoyé depuis mon", "envoyé à partir de mon", "von meinem", "enviado desde mi",
	"enviado de mi", "enviado do meu", "enviado a partir do meu", "inviato dal mio",
	"verzonden vanaf mijn", "verstuurd vanaf mijn", "发自我的", "發自我的", "从我的", "從我的",
	"傳送自我的", NULL };

static const char *const sent[] = { "sent from", "sent via", "sent with", "sent using", "sent by",
	"get outlook for", "download outlook", "envoyé avec", "envoyé depuis", "envoyé de",
	"envoyé à partir de", "envoyé à partir d'", "envoyé via", "obtenez outlook",
	"télécharger outlook", "gesendet von", "gesendet mit", "gesendet über", "von meinem",
	"diese nachricht wurde von", "gesendet", "holen sie sich outlook", "outlook für",
	"laden sie outlook", "enviado desde", "enviado con", "enviado por", "enviado do",
	"enviado a partir do", "enviado via", "obtener outlook", "obtenha o outlook",
	"obter o outlook", "inviato da", "inviato dal", "inviato con", "scarica outlook",
	"ottieni outlook", "verzonden vanaf", "verzonden met", "verstuurd vanaf", "outlook voor",
	"download outlook voor", "wysłane z", "wysłano z", "pobierz outlook", "отправлено с",
	"отправлено из", "отправлено от", "надіслано з", "надіслано з мого", "изпратено от",
	"skickat från", "skickades från", "hämta outlook", "sendt fra", "hent outlook", "lähetetty",
	"odesláno z", "odoslané z", "poslané z", "küldve", "elküldve", "trimis de pe", "trimis din",
	"στάλθηκε από", "נשלח מ", "נשלח מה", "发自", "發自", "から送信", "에서 보냄",
	"ارسال شده از", "ارسال‌شده از", "ارسال از", "فرستاده شده از",
	"فرستاده‌شده از", "ارسال شد", "ارسلت من", "أرسلت من", "أُرسلت من",
	"تم الإرسال من", "مرسل من", "mdan gönderildi", "mden gönderildi", "'tan gönderildi",
	"'den gönderildi", "'dan gönderildi", "'ten gönderildi", "ile gönderildi",
	"üzerinden gönderildi", "postadan gönderildi", "mdan gönderilmiştir", "mden gönderilmiştir",
	"outlook'u edinin", "outlook for ios'u edinin", "outlook for android'i edinin",
	"outlook for android'i indirin", "دریافت کنید", "outlook'u indirin",
	"outlook uygulamasını edinin", "outlook'u alın", NULL };

static const char *const device[] = { "iphone", "ipad", "ipod", "ios", "mac", "macbook", "apple",
	"آیفون", "ایفون", "الـ iphone", "samsung", "galaxy", "huawei", "xiaomi", "redmi", "oppo",
	"vivo", "oneplus", "honor", "realme", "pixel", "android", "اندروید", "آندروید",
	"blackberry", "nokia", "lumia", "htc", "sony", "xperia", "lg", "motorola", "windows phone",
	"windows mail", "mail for windows", "windows için posta", "windows için mail",
	"mail für windows", "smartphone", "mobile phone", "mobile device", "mobile", "phone",
	"handy", "telefon", "telefonum", "cihaz", "tablet", "телефон", "мобильного", "گوشی",
	"تلفن همراه", "موبایل", "هاتف", "手机", "手機", "スマートフォン", "outlook", "hotmail",
	"yahoo", "gmail", "typeapp", "bluemail", "aquamail", "mailbird", "thunderbird", "sparrow",
	"spark", "protonmail", "proton mail", "mymail", "mail.ru", "yandex", "airmail", "nine",
	"zoho", "fairemail", "k-9", "mailspring", "postbox", "móvil", "celular", NULL };

static const char *const list_footer[] = { "mailing list", "mailing-list", "mailinglist",
	"mailman/listinfo", "unsubscribe", "posta listesi", "e-posta listesi", "abonelikten",
	"لیست پستی", "liste de diffusion", NULL };

static const char *const fwd_prefix[] = { "fw", "fwd", "wg", "ilt", "iltl", "yönl", "tr", "rv",
	"enc", "i", "vl", "vb", "pd", "fs", "doorst", "dg", "továbbítás", "tov", "πρθ", "הועבר",
	"转发", "轉寄", "轉發", "転送", "전달", "ارجاع", "هدایت", "بازارسال", "باز ارسال",
	"فوروارد", "إعادة توجيه", "اعاده توجيه", "přep", "přeposlané", "videresend", "iletilen",
	"yönlendirilen", "trs", "пересл", "пересланное", "redirecționat", NULL };

static const char *const re_prefix[] = { "re", "aw", "ynt", "yan", "yanıt", "cvp", "sv", "antw",
	"res", "rif", "r", "vá", "odp", "ha", "vs", "ref", "回复", "回覆", "答复", "答覆", "返信",
	"회신", "پاسخ", "جواب", "رد", "الرد", "השב", "תשובה", "απ", "σχετ", "atb", "bls", "на",
	"отв", "ответ", "відповідь", "răspuns", "respuesta", "réf", NULL };

static const char *const vacation[] = { "out of office", "out of the office", "out-of-office",
	"ooo:", "autoreply", "auto reply", "auto-reply", "auto response", "auto-response",
	"autoresponse", "automatic reply", "automatic response", "automated reply",
	"automated response", "autoresponder", "on vacation", "vacation reply", "vacation message",
	"away from my mail", "i am away", "on leave", "otomatik yanıt", "otomatik cevap",
	"otomatik ileti", "ofis dışında", "ofis dışındayım", "ofiste değilim", "izindeyim",
	"yıllık izindeyim", "tatildeyim", "پاسخ خودکار", "پاسخ اتوماتیک", "پاسخگوی خودکار",
	"جواب خودکار", "خارج از دفتر", "خارج از اداره", "در مرخصی", "رد تلقائي", "الرد التلقائي",
	"خارج المكتب", "automatische antwort", "abwesenheitsnotiz", "abwesenheitsnachricht",
	"abwesend", "abwesenheit", "nicht im büro", "réponse automatique", "absence du bureau",
	"absent du bureau", "respuesta automática", "fuera de la oficina", "fuera de oficina",
	"risposta automatica", "fuori sede", "fuori ufficio", "assente dall'ufficio",
	"resposta automática", "fora do escritório", "ausência temporária", "automatisch antwoord",
	"afwezigheidsbericht", "niet aanwezig", "afwezig", "autosvar", "automatisk svar",
	"automatiskt svar", "frånvaro", "fraværende", "automaattinen vastaus", "poissaoloilmoitus",
	"poissa", "автоответ", "автоматический ответ", "автоматична відповідь", "вне офиса",
	"autoodpowiedź", "automatyczna odpowiedź", "odpowiedź automatyczna", "poza biurem",
	"automatická odpověď", "automatická odpoveď", "mimo kancelář", "automatikus válasz",
	"házon kívül", "răspuns automat", "automatski odgovor", "samodejni odgovor",
	"αυτόματη απάντηση", "εκτός γραφείου", "תשובה אוטומטית", "自动回复", "自動回覆", "自动答复",
	"自動応答", "不在", "자동 회신", "자동 응답", "부재 중", "balasan otomatis",
	"trả lời tự động", NULL };

static const char *const *const tables[PHRASE_COUNT] = {
	[PHRASE_WROTE] = wrote, [PHRASE_WROTE_NAME] = wrote_name, [PHRASE_ON] = on,
	[PHRASE_ORIGINAL] = original, [PHRASE_FORWARDED] = forwarded,
	[PHRASE_FORWARD_BEGIN] = forward_begin, [PHRASE_FROM] = from, [PHRASE_DATE] = date,
	[PHRASE_TO] = to, [PHRASE_CC] = cc, [PHRASE_SUBJECT] = subject, [PHRASE_OTHER] = other,
	[PHRASE_SENT_MY] = sent_my, [PHRASE_SENT] = sent, [PHRASE_DEVICE] = device,
	[PHRASE_LIST_FOOTER] = list_footer, [PHRASE_FWD_PREFIX] = fwd_prefix,
	[PHRASE_RE_PREFIX] = re_prefix, [PHRASE_VACATION] = vacation,
};

#define TABLES_MAX 40

static const char **fold_table(struct arena *a, const char *const *raw)
{
	const char **folded;
	size_t n = 0, i;

	while (raw[n])
		n++;
	folded = arena_alloc(a, (n + 1) * sizeof(char *));
	for (i = 0; i < n; i++)
		folded[i] = text_norm(a, raw[i], strlen(raw[i]));
	return folded;
}

const char *const *phrase_table(const char *const *raw)
{
	static struct arena *arena;
	static struct { const char *const *raw, **folded; } ready[TABLES_MAX];
	size_t i;

	if (!arena)
		arena = arena_new();
	for (i = 0; i < TABLES_MAX - 1 && ready[i].raw && ready[i].raw != raw; i++)
		;
	if (ready[i].raw != raw) {
		ready[i].raw = raw;
		ready[i].folded = fold_table(arena, raw);
	}
	return ready[i].folded;
}

const char *const *phrases(enum phrase_kind kind)
{
	return phrase_table(tables[kind]);
}

/* Scripts without blanks between words have no boundaries to ask for. */
static bool scriptless(const char *s)
{
	return (unsigned char)s[0] >= 0xE0;
}

static bool letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool ends_word(const char *phrase, const char *behind)
{
	return scriptless(phrase) || !letter(behind[-1]) || !letter(behind[0]);
}

bool phrase_is(enum phrase_kind kind, const char *norm)
{
	const char *const *p;

	for (p = phrases(kind); *p; p++)
		if (**p == *norm && strcmp(*p, norm) == 0)
			return true;
	return false;
}

size_t phrase_begins(enum phrase_kind kind, const char *norm)
{
	const char *const *p;
	size_t best = 0, n;

	for (p = phrases(kind); *p; p++) {
		if (**p != *norm)
			continue;
		n = strlen(*p);
		if (n > best && strncmp(norm, *p, n) == 0 && ends_word(*p, norm + n))
			best = n;
	}
	return best;
}

const char *phrase_find(const char *phrase, const char *norm)
{
	const char *s;
	size_t n = strlen(phrase);

	for (s = strstr(norm, phrase); s; s = strstr(s + 1, phrase)) {
		if (s > norm && letter(s[-1]) && letter(s[0]) && !scriptless(phrase))
			continue;
		if (ends_word(phrase, s + n))
			return s;
	}
	return NULL;
}

bool phrase_any(const char *const *raw, const char *norm)
{
	const char *const *p;

	for (p = phrase_table(raw); *p; p++)
		if (phrase_find(*p, norm))
			return true;
	return false;
}

const char *phrase_last(enum phrase_kind kind, const char *norm)
{
	const char *const *p;
	const char *s, *best = NULL;

	for (p = phrases(kind); *p; p++)
		for (s = phrase_find(*p, norm); s; s = phrase_find(*p, s + 1))
			if (s + strlen(*p) > best)
				best = s + strlen(*p);
	return best;
}
