import fc from "fast-check";
import { expect, test } from "vitest";
import { messageOf } from "../../../src/campaigns/template/render-message.ts";
import { type Tracking, withTracking } from "../../../src/campaigns/template/with-links.ts";

const unsubscribeUrl = "https://shop.example/u?c=1&d=2";
const tracking: Tracking = {
  linkFor: (url: string) => `https://t.example/?u=${encodeURIComponent(url)}&k="1"`,
  pixelUrl: "https://t.example/o.gif?m=1&n=2",
  unsubscribeUrl,
};
const UNSUBSCRIBE = '<a href="https://shop.example/u?c=1&amp;d=2">Stop</a>';
const FOOTER = '<p><a href="https://shop.example/u?c=1&amp;d=2">Unsubscribe</a></p>';
const PIXEL = '<img src="https://t.example/o.gif?m=1&amp;n=2" width="1" height="1" alt="">';
const to = (url: string): string => `https://t.example/?u=${encodeURIComponent(url)}&amp;k=&quot;1&quot;`;

const inHtml = (html: string, more: Partial<Tracking> = {}): string | null =>
  withTracking(messageOf("x", html, ""), { ...tracking, ...more }).html;
const inText = (text: string, subject: string | null = "x"): string =>
  withTracking(messageOf(subject, null, text), tracking).text;

test("links to pages are replaced, and nothing else", () => {
  const other = `<!DOCTYPE html>\r\n<BODY Class=x><!-- <a href="https://a.example">--><style>a{}</style>
<a href="mailto:a@b.example">m</a><a href='tel:1'>t</a><a href="#top">f</a><a name=x>n</a><a href="/page">r</a>
<img src="https://a.example/i.png"><link href="https://a.example/s.css">&nbsp;&copy 1 < 2 ${UNSUBSCRIBE}`;
  const before = `${other}<a href="https://a.example/?a=1&amp;b=2#c">1</a><A
 class='x' HREF = 'HTTP://b.example' >2</A><a href=https://c.example/x?y>3</a><area href=" https://d.example "/>`;
  const after = `${other}<a href="${to("https://a.example/?a=1&b=2#c")}">1</a><A
 class='x' HREF = "${to("HTTP://b.example")}" >2</A><a href="${to("https://c.example/x?y")}">3</a><area href="${to("https://d.example")}"/>`;

  expect(inHtml(before, { pixelUrl: null })).toBe(after);
});

test("what begins like an address and is none stays as it was written", () => {
  const broken = `<a href='https://[x'>1</a><a href="https://">2</a><a href=http://a%00b>3</a>${UNSUBSCRIBE}`;

  expect(inHtml(broken, { pixelUrl: null })).toBe(broken);
  expect(inText(`https://... or http://[x], Stop: ${unsubscribeUrl}`)).toBe(
    `https://... or http://[x], Stop: ${unsubscribeUrl}`,
  );
});

test("the picture that counts is added before the end of the body, and the way out where there is none", () => {
  expect(inHtml(`<html><body>${UNSUBSCRIBE}</body>\n</html>\n`)).toBe(
    `<html><body>${UNSUBSCRIBE}${PIXEL}</body>\n</html>\n`,
  );
  expect(inHtml("<html><body><p>x</p></BODY ></html>")).toBe(`<html><body><p>x</p>${FOOTER}${PIXEL}</BODY ></html>`);
  expect(inHtml("<p>x")).toBe(`<p>x${FOOTER}${PIXEL}`);
  expect(inHtml("<p>x</p>", { pixelUrl: null })).toBe(`<p>x</p>${FOOTER}`);
  expect(inHtml("<p>Stop: https://shop.example/u?c=1&amp;d=2</p>")).toBe(
    `<p>Stop: https://shop.example/u?c=1&amp;d=2</p>${PIXEL}`,
  );
});

test("an address that is a script leads nowhere", () => {
  const inert = (before: string): string =>
    (inHtml(`${before}${UNSUBSCRIBE}`, { pixelUrl: null }) ?? "").replace(UNSUBSCRIBE, "");

  expect(inert("<a class=x href='javascript:alert(1)'>x</a>")).toBe('<a class=x href="#">x</a>');
  expect(inert("<A HREF = JavaScript:alert(1)>x</A>")).toBe('<A HREF = "#">x</A>');
  expect(inert("<a href='\u0001 java&Tab;scr&#10;ipt&colon;x'>x</a>")).toBe('<a href="#">x</a>');
  expect(inert("<a href='vbscript:x'>x</a><area href='DATA:text/html,x'>")).toBe('<a href="#">x</a><area href="#">');
  expect(inert("<img src='data:image/png;base64,AA=='><iframe src='javascript:x'></iframe>")).toBe(
    '<img src="#"><iframe src="#"></iframe>',
  );
  expect(inert("<form action='javascript:x'><button formaction='javascript:x'></button></form>")).toBe(
    '<form action="#"><button formaction="#"></button></form>',
  );
  expect(inert("<svg><a xlink:href='javascript:x'>x</a></svg>")).toBe('<svg><a xlink:href="#">x</a></svg>');
  const other =
    "<a href='/javascript:x' title='javascript:x'>data:x</a><a href='mailto:a@b.example?subject=data:x'>m</a>";
  expect(inert(other)).toBe(other);
});

test("a way out that nobody sees is none", () => {
  const added = (html: string): string => (inHtml(html, { pixelUrl: null }) ?? "").slice(html.length);
  const hidden = [
    `<div hidden>${UNSUBSCRIBE}</div>`,
    `<div HIDDEN="until-found"><div><p>x</p></div>${UNSUBSCRIBE}</div>`,
    `<div style="color: red; Display : None !important"><br>${UNSUBSCRIBE}</div>`,
    `<p style="visibility:hidden">Stop: https://shop.example/u?c=1&amp;d=2</p>`,
    `<a hidden href="https://shop.example/u?c=1&amp;d=2">Stop</a>`,
    `<!-- ${UNSUBSCRIBE} -->`,
    `<!--[if mso]>${UNSUBSCRIBE}<![endif]-->`,
    `<style>/* ${unsubscribeUrl} */</style><title>${unsubscribeUrl}</title>`,
  ];
  for (const html of hidden) expect([html, added(html)]).toEqual([html, FOOTER]);
  const open = `<div hidden><div>${UNSUBSCRIBE}`;
  expect(added(open)).toBe(`</div></div>${FOOTER}`);

  const visible = [
    `<div hidden>x</div>${UNSUBSCRIBE}`,
    `<div hidden>${UNSUBSCRIBE}</div><p>${UNSUBSCRIBE}</p>`,
    `<img hidden src="/x.png"><input hidden>${UNSUBSCRIBE}`,
    `<div style="display: block; --display: none-of-it" data-hidden="hidden">${UNSUBSCRIBE}</div>`,
  ];
  for (const html of visible) expect([html, added(html)]).toEqual([html, ""]);
});

test("the plain text beside HTML has its links", () => {
  const { text } = withTracking(messageOf("x", '<p>See <a href="https://a.example">tea</a></p>', ""), tracking);

  expect(text).toBe(
    `See tea [https://t.example/?u=https%3A%2F%2Fa.example&k="1"]\n\nUnsubscribe [https://shop.example/u?c=1&d=2]`,
  );
});

test("addresses in plain text are replaced without what ends the sentence", () => {
  const t = (url: string): string => tracking.linkFor(url);
  const out = `\n\nUnsubscribe: ${unsubscribeUrl}`;

  expect(inText("See https://a.example/x?y=1. Or (http://b.example/c_(d))!")).toBe(
    `See ${t("https://a.example/x?y=1")}. Or (${t("http://b.example/c_(d)")})!${out}`,
  );
  expect(inText("<https://a.example>, 'https://b.example/'…")).toBe(
    `<${t("https://a.example")}>, '${t("https://b.example/")}'…${out}`,
  );
  expect(inText("nothing")).toBe(`nothing${out}`);
  expect(inText(`Stop: ${unsubscribeUrl}.`)).toBe(`Stop: ${unsubscribeUrl}.`);
});

test("a text message has no way out added to it", () => {
  expect(withTracking(messageOf(null, null, "See https://a.example"), tracking)).toEqual({
    subject: null,
    html: null,
    text: `See ${tracking.linkFor("https://a.example")}`,
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    "<p>",
    "</p>",
    "<br/>",
    "<table><tr><td>",
    "<!-- c -->",
    "&amp;",
    "\r\n",
    "<pre>\n\n",
    "<script>if (a<b) {}</script>",
    "<textarea><a href='https://x.example'>",
    "</textarea>",
    "<svg><a href='#x'/></svg>",
    "<![CDATA[x]]>",
    "</",
    "<",
    "\u0000",
    "</body>",
    "<a>",
    "<a href>",
    "<a href=''>",
    "😀",
    "x".repeat(70_000),
  ),
  fc.string({ unit: "binary" }),
);
const link = fc.webUrl({ withFragments: true, withQueryParameters: true }).filter((url) => URL.canParse(url));

test("HTML around links is as it was, however broken it is", () => {
  const check = fc.property(
    fc.array(piece, { maxLength: 8 }),
    fc.array(piece, { maxLength: 8 }),
    link,
    (before, after, url) => {
      const written = `'${url.replaceAll("&", "&amp;").replaceAll("'", "&#39;")}'`;
      const html = `${before.join("")}<a title="t"  href=${written}>x</a>${UNSUBSCRIBE}${after.join("")}`;
      const replaced: string[] = [];
      const linkFor = (found: string): string => `https://t.example/${replaced.push(found)}`;

      const tracked = inHtml(html, { pixelUrl: null, linkFor }) ?? "";

      const restored = tracked.replace(FOOTER, "").replace(/"https:\/\/t.example\/(\d+)"/g, (_, number) => {
        return replaced[number - 1] === url ? written : `'${replaced[number - 1]}'`;
      });
      expect(restored).toBe(html);
    },
  );
  fc.assert(check, { numRuns: 300 });
});

test("the one link of ordinary HTML is always replaced", () => {
  const check = fc.property(
    fc.array(fc.constantFrom("<p>", "</p>", "&nbsp;", "text\r\n", "<b>", "<!-- c -->", "😀", "x".repeat(70_000)), {
      maxLength: 8,
    }),
    link,
    (around, url) => {
      const [start, end] = [around.join(""), [...around].reverse().join("")];
      const seen: string[] = [];
      const linkFor = (found: string): string => {
        seen.push(found);
        return "https://t.example";
      };
      const tracked = inHtml(`${start}<a href="${url.replaceAll("&", "&amp;")}">x</a>${UNSUBSCRIBE}${end}`, {
        pixelUrl: null,
        linkFor,
      });

      expect(tracked).toBe(`${start}<a href="https://t.example">x</a>${UNSUBSCRIBE}${end}`);
      expect(seen).toEqual([url]);
    },
  );
  fc.assert(check, { numRuns: 200 });
});
