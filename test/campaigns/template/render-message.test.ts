import fc from "fast-check";
import { expect, test } from "vitest";
import { templateFaults } from "../../../src/campaigns/template/check-template.ts";
import { compile, type Message, TemplateFailure } from "../../../src/campaigns/template/render-message.ts";
import { SAMPLE, STRANGER, type TemplateVariables } from "../../../src/campaigns/template/variables.ts";
import { anyVariables } from "./any-variables.ts";

type Customer = Partial<TemplateVariables["customer"]>;

const of = (customer: Customer): TemplateVariables => ({ ...SAMPLE, customer: { ...SAMPLE.customer, ...customer } });

const bodyOf = (body: string, variables: TemplateVariables = SAMPLE): string => {
  const { html, text } = compile({ channel: "EMAIL", subject: "x", body }).render(variables);
  return html ?? text;
};

const subjectOf = (subject: string, variables: TemplateVariables = SAMPLE): string | null =>
  compile({ channel: "EMAIL", subject, body: "x" }).render(variables).subject;

test("an e-mail with tags of HTML is HTML with a plain text beside it", () => {
  const body =
    '<html><body><h1>Hi {{ customer.firstName }}</h1><table><tr><td>One</td><td>Two</td></tr></table><p>See <a href="https://shop.example/tea">our tea</a> <img src="https://shop.example/x.png" alt="tea"></p></body></html>';

  const message = compile({ channel: "EMAIL", subject: "Hi {{ customer.firstName }}", body }).render(SAMPLE);

  expect({ ...message }).toEqual({
    subject: "Hi Ada",
    html: body.replace("{{ customer.firstName }}", "Ada"),
    text: "Hi Ada\n\nOne\nTwo\n\nSee our tea [https://shop.example/tea]",
  } satisfies Message);
});

test("other bodies are plain text, in which nothing is escaped", () => {
  const body = "Hi {{ customer.firstName }} & co, 1 < 2 > 0 <ada@example.com>{% if 1 < 2 %}!{% endif %}";
  const customer = of({ firstName: "<b>A</b>&" });
  const text = "Hi <b>A</b>& & co, 1 < 2 > 0 <ada@example.com>!";

  expect(compile({ channel: "EMAIL", subject: "x", body }).render(customer)).toEqual({
    subject: "x",
    html: null,
    text,
  });
  const sms = compile({ channel: "SMS", subject: "{{ ignored", body: "<b>Hi</b> {{ customer.firstName }}" });
  expect(sms.render(customer)).toEqual({ subject: null, html: null, text: "<b>Hi</b> <b>A</b>&" });
});

test("a subject is one line", () => {
  expect(subjectOf("  Hi\u2028{{ customer.firstName }} ", of({ firstName: "A\r\nBcc: x\n\n" }))).toBe("Hi A Bcc: x");
});

test("what customers are called never becomes markup", () => {
  const customer = of({ firstName: `<script>alert("1")</script>'&amp;`, traits: { note: ["<b>", { a: 1 }] } });
  const shown = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;amp;";

  expect(bodyOf("<p>{{ customer.firstName }}</p>", customer)).toBe(`<p>${shown}</p>`);
  expect(bodyOf('<p title="{{ customer.firstName }}">x</p>', customer)).toBe(`<p title="${shown}">x</p>`);
  expect(bodyOf("<p>{% echo customer.firstName %}{% cycle customer.firstName %}</p>", customer)).toBe(
    `<p>${shown}${shown}</p>`,
  );
  expect(bodyOf("<p>{{ customer.firstName | escape | upcase }}</p>", of({ firstName: "<" }))).toBe("<p>&amp;LT;</p>");
  expect(bodyOf("<p>{{ customer.traits.note }}</p>", customer)).toBe("<p>&lt;b&gt;[object Object]</p>");
  expect(bodyOf("<p>{% assign a = customer.firstName | append: '<i>' %}{{ a }}</p>", of({ firstName: "<" }))).toBe(
    "<p>&lt;&lt;i&gt;</p>",
  );
});

test("an author may ask for markup, and what was escaped is not escaped again", () => {
  const customer = of({ firstName: "A & B\nC" });

  expect(bodyOf("<p>{{ '<b>x</b>' | raw }}</p>")).toBe("<p><b>x</b></p>");
  expect(bodyOf("<p>{{ customer.firstName | raw }}</p>", customer)).toBe("<p>A & B\nC</p>");
  expect(bodyOf("<p>{{ customer.firstName | escape }}</p>", customer)).toBe("<p>A &amp; B\nC</p>");
  expect(bodyOf("<p>{{ customer.firstName | newline_to_br }}</p>", customer)).toBe("<p>A &amp; B<br>\nC</p>");
  const captured = "{% capture hi %}<b>{{ customer.firstName }}</b>{% endcapture %}";
  expect(bodyOf(`${captured}{{ hi }} {{ hi | default: 'x' }} {{ hi.size }}`, customer)).toBe(
    "<b>A &amp; B\nC</b> <b>A &amp; B\nC</b> 18",
  );
  expect(bodyOf("{% capture hi %}{% endcapture %}<p>{{ hi | default: 'x' }}{% if hi == '' %}y{% endif %}</p>")).toBe(
    "<p>xy</p>",
  );
});

test("Liquid in what customers are called stays text", () => {
  const customer = of({ firstName: "{{ 7 | times: 7 }}{% raw %}" });

  expect(bodyOf("Hi {{ customer.firstName }}", customer)).toBe("Hi {{ 7 | times: 7 }}{% raw %}");
  expect(bodyOf("<p>{% assign a = customer.firstName %}{{ a }}</p>", customer)).toBe(
    "<p>{{ 7 | times: 7 }}{% raw %}</p>",
  );
});

test("nothing but the variables can be reached", () => {
  for (const path of [
    "customer.constructor",
    "customer.__proto__",
    "customer.firstName.constructor",
    "customer.traits.constructor.name",
    "recommendations.constructor",
    "recommendations.map",
    "constructor",
    "__proto__",
    "process.env.PATH",
    "hasOwnProperty",
  ]) {
    expect([path, bodyOf(`[{{ ${path} }}]`)]).toEqual([path, "[]"]);
  }
});

test("a trait that is called size is one, also of those who have none", () => {
  expect(bodyOf("[{{ customer.traits.size }}]", of({ traits: { size: "XL", a: 1 } }))).toBe("[XL]");
  expect(bodyOf("[{{ customer.traits.size }}]", of({ traits: { a: 1 } }))).toBe("[]");
});

test("nothing of a customer changes what the next one is sent", () => {
  const compiled = compile({
    channel: "SMS",
    subject: null,
    body: "{% increment n %}{{ m }}{% assign m = 1 %}{{ n }}",
  });
  const variables = structuredClone(SAMPLE);

  expect([compiled.render(variables).text, compiled.render(variables).text]).toEqual(["01", "01"]);
  expect(variables).toEqual(SAMPLE);
});

test("dates are told in UTC or in a time zone, and no clock is read", () => {
  const date = (value: string, filter: string, customer: Customer = {}): string =>
    bodyOf(`{{ ${value} | ${filter} }}`, of(customer));

  expect(date("campaign.endsAt", "date")).toBe("31 March 2026");
  expect(date("campaign.endsAt", "date: '%A %-d.%m.%Y %H:%M'")).toBe("Tuesday 31.03.2026 21:59");
  expect(date("campaign.endsAt", "date: '%H:%M', shop.timeZone")).toBe("22:59");
  expect(date("campaign.endsAt", "date: '%H:%M', customer.timeZone", { timeZone: "Not/AZone" })).toBe("21:59");
  expect(date("campaign.endsAt", "date: '%H:%M', customer.timeZone", { timeZone: null })).toBe("21:59");
  expect(date("customer.birthDate", "date: '%-d %B'")).toBe("17 May");
  expect(date("customer.birthDate", "date: '%-d %B'", { birthDate: null })).toBe("");
  expect(date("customer.firstName", "date: '%Y'", { firstName: "now" })).toBe("now");
  expect(date("customer.firstName", "date_to_string", { firstName: "today" })).toBe("today");
  expect(date("customer.firstName", "date: '%Y'", { firstName: "Ada" })).toBe("Ada");
});

test("half of a surrogate pair does not break what is encoded", () => {
  expect(bodyOf("{{ customer.firstName | split: '' | first | url_encode }}", of({ firstName: "😀" }))).toBe(
    "%EF%BF%BD",
  );
});

test("what the database could not hold does not leave", () => {
  const customer = of({ firstName: "😀" });
  const half = "{{ customer.firstName | split: '' | first }}";

  expect(bodyOf(`Hi ${half}!`, customer)).toBe("Hi \uFFFD!");
  expect(bodyOf(`<p>Hi ${half}!</p>`, customer)).toBe("<p>Hi \uFFFD!</p>");
  expect(subjectOf(`Hi ${half}!`, customer)).toBe("Hi \uFFFD!");
  expect(bodyOf("{{ customer.firstName }}{{ customer.firstName | split: '' | join: '' }}", customer)).toBe("😀😀");
  expect(bodyOf('{{ "a\\u0000b\\uD83D" }}')).toBe("a\uFFFDb\uFFFD");
  const { text } = compile({ channel: "EMAIL", subject: "x", body: "<p>&#0;&#xD83D;&#x1F600;</p>" }).render(SAMPLE);
  expect(text).toBe("\uFFFD\uFFFD😀");
});

test("HTML that is nested without end has a plain text", () => {
  const { text } = compile({ channel: "EMAIL", subject: "x", body: `Hi${"<b>".repeat(33_000)}x` }).render(SAMPLE);

  expect(text).toMatch(/^Hi/);
});

test("any JSON may be a trait", () => {
  const traits = { a: { toString: "x", b: [{ valueOf: 1, c: "d" }] } };

  expect(
    bodyOf("{{ customer.traits.a }} {{ customer.traits.a.b }} {{ customer.traits.a.b[0].c }}", of({ traits })),
  ).toBe("[object Object] [object Object] d");
});

test("a message that cannot be made says why", () => {
  const much =
    "its filters and ranges make more than 500000 characters and items; write smaller ranges, or filters of shorter texts and lists";
  const body = "{% for i in (1..customer.orderCount) %}x{% endfor %}";

  expect(bodyOf(body, of({ orderCount: 3 }))).toBe("xxx");
  expect(() => bodyOf(body, of({ orderCount: 1e9 }))).toThrow(new TemplateFailure("body", much));
  expect(() => bodyOf("{{ customer.traits.a }}", of({ traits: { a: "x".repeat(200_001) } }))).toThrow(
    "body: it makes more than 200000 characters; write less text, or smaller loops, such as {% for product in recommendations limit: 3 %}",
  );
  expect(bodyOf("{{ customer.traits.a }}", of({ traits: { a: "x".repeat(200_000) } }))).toHaveLength(200_000);
  expect(() => bodyOf("{{ 'x' | append }}")).toThrow("body: append expect 2 arguments (line 1, column 1)");
  expect(() => subjectOf("{{ x")).toThrow(TemplateFailure);
});

const names = [
  "customer.firstName",
  "customer.address.city",
  "customer.traits.a",
  "customer.orderCount",
  "customer.totalSpent",
  "shop.name",
  "campaign.endsAt",
  "customer.timeZone",
];
const filters = [
  "upcase",
  "default: 'you'",
  "date: '%-d %B', customer.timeZone",
  "truncate: 3",
  "append: customer.city",
  "times: 2",
  "round",
  "url_encode",
  "split: ',' | first",
  "escape",
  "newline_to_br",
  "strip_html",
  "replace: 'a', customer.lastName",
  "slice: 1, customer.orderCount",
  "size",
  "divided_by: 0",
  "slugify",
  "capitalize",
  "date_to_rfc822",
  "truncatewords: 1",
  "modulo: 0",
  "to_integer",
  "remove: customer.city",
];
const listFilters = [
  "sort: 'price'",
  "sort_natural: 'brand'",
  "where: 'brand', customer.city",
  "reject: 'imageUrl'",
  "reverse",
  "uniq",
  "compact",
  "concat: recommendations",
  "push: customer.city",
  "shift",
  "pop",
  "slice: 0, 2",
];
const value = fc
  .tuple(fc.constantFrom(...names), fc.array(fc.constantFrom(...filters), { maxLength: 3 }))
  .map(([name, chain]) => [name, ...chain].join(" | "));
const { template } = fc.letrec<{ template: string; block: string }>((tie) => ({
  template: fc
    .array(
      fc.oneof(
        { depthSize: "small" },
        fc.constantFrom("text", "<b>bold</b>"),
        value.map((of) => `{{ ${of} }}`),
        tie("block"),
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join(" ")),
  block: fc.oneof(
    fc
      .tuple(value, tie("template"), tie("template"))
      .map(([of, one, other]) => `{% assign b = ${of} %}{% if b > 1 or b %}${one}{% else %}${other}{% endif %}`),
    fc.tuple(value, tie("template")).map(([of, inner]) => `{% assign a = ${of} %}${inner}{{ a }}`),
    tie("template").map((inner) => `{% capture c %}${inner}{% endcapture %}{{ c }}`),
    tie("template").map(
      (inner) =>
        `{% for p in recommendations limit: 2 %}{{ p.name }}{{ p.price | times: 2 }}${inner}{% else %}none{% endfor %}`,
    ),
    fc
      .tuple(value, value, tie("template"))
      .map(([of, when, inner]) => `{% case ${of} %}{% when ${when.split(" |")[0]} %}${inner}{% else %}-{% endcase %}`),
    value.map(
      (of) =>
        `{{ recommendations | where: "brand", ${of.split(" |")[0]} | map: "name" | join: ", " | default: "none" }}`,
    ),
    fc
      .tuple(
        fc.constantFrom("recommendations", "customer.traits.list", "customer.traits.a"),
        fc.array(fc.constantFrom(...listFilters), { maxLength: 3 }),
      )
      .map(
        ([of, chain]) =>
          `{% assign l = ${[of, ...chain].join(" | ")} %}{{ l | size }}{{ l | map: "name" | join }}{{ l | has: "name" }}{{ l | sum: "price" }}{% assign g = l | group_by: "name" %}{% for i in g %}{{ i.name }}{% endfor %}`,
      ),
    tie("template").map((inner) => `{% for t in customer.traits.list %}{{ t | size }}${inner}{% endfor %}`),
  ),
}));

test("a template without a fault renders for every customer, whatever is known of them", () => {
  let sound = 0;
  const check = fc.property(
    template,
    fc.constantFrom("EMAIL" as const, "SMS" as const),
    fc.array(anyVariables, { minLength: 3, maxLength: 3 }),
    (inner, channel, people) => {
      const body = `Hello {{ customer.firstName | default: "there" }} ${inner}{{ recommendations.first.name | default: "x" }}`;
      const message = { channel, subject: "Hello {{ customer.displayName }}", body, recommendationSlots: 3 };
      const faults = templateFaults(message);
      expect(faults).toEqual([]);
      sound++;
      const compiled = compile(message);
      for (const variables of [SAMPLE, STRANGER, ...people]) {
        const { html, text, subject } = compiled.render(variables);
        expect(subject ?? "").not.toMatch(/[\r\n]/);
        expect(html ?? text).toBe((({ html, text }) => html ?? text)(compiled.render(variables)));
        if (html !== null) expect(html.replace(/<\/?b>|<br>/g, "")).not.toMatch(/[<>]/);
      }
    },
  );
  fc.assert(check, { numRuns: 300 });
  expect(sound).toBe(300);
});
