# What the authors of a mail say is in it (a parse tree of stalwart-parser), in the form of
# tests/helper/mailfacts.c: one fact a line, fields separated by TAB.

def flat: if . == null then "-" else gsub("\r\n"; "\n") | gsub("\n"; "\\n") end;
def fields($name): [.headers[] | select(.name == $name) | .value];
def people: .Address? // {} | (.List // [.Group[]?.addresses[]]) | .[];
def sum: reduce .[] as $c (0; (. * 31 + $c) % 1000003);
def attribute($header; $key):
  [fields($header)[] | .ContentType?.attributes? // [] | .[]?
   | select((.name | ascii_downcase) == $key).value] | first;
def name: attribute("content_disposition"; "filename") // attribute("content_type"; "name");
def type:
  ([fields("content_type")[] | .ContentType? | select(.)] | first) as $t
  | if $t then "\($t.c_type)/\($t.c_subtype // "")" | ascii_downcase
    elif .body.Message? then "message/rfc822" else "text/plain" end;
def count:
  if .body.Message? then "\(.offset_end - .offset_body)\t-"
  else type as $type
       | (.body | (.Text // .Html // empty | explode), (.Binary // .InlineBinary // empty))
       | "\(length)\t\(if $type == "message/rfc822" then "-" else sum end)" end;
def text: gsub("\r\n?"; "\n") | gsub("^(\\s*\n)+|\\s+$"; "");

. as $mail
| .parts[0] as $top
| "subject\t\($top | [fields("subject")[] | .Text?] | first | flat)",
  ("from", "to" | . as $who | $top | fields($who)[] | people
   | "\($who)\t\(.name | flat)\t\(.address | flat)"),
  (.attachments[] | $mail.parts[.] | "attachment\t\(name | flat)\t\(type)\t\(count)"),
  "text\t\([.text_body[] | $mail.parts[.].body | .Text // .Html // empty | text | select(. != "")]
           | join("\n\n") | flat)"
