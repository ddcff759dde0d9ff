import { expect, test } from "vitest";
import { type MessageTemplate, templateFaults } from "../../../src/campaigns/template/check-template.ts";

const email = (body: string, more: Partial<MessageTemplate> = {}): MessageTemplate => ({
  channel: "EMAIL",
  subject: "Hello",
  body,
  recommendationSlots: 0,
  ...more,
});

const inBody = (body: string, more: Partial<MessageTemplate> = {}): string[] =>
  templateFaults(email(body, more)).map(({ path, message }) => {
    expect(path).toEqual(["body"]);
    return message;
  });

const withProducts = (body: string): string[] => inBody(body, { recommendationSlots: 3 });
const LOOP = "{% for product in recommendations %}{{ product.name }}{% else %}Have a look at our shop{% endfor %}";

test("a message that says something to everybody has no fault", () => {
  const bodies = [
    "Hello",
    'Hi {{ customer.firstName | default: "there" }}, you have {{ customer.orderCount }} orders.',
    "{{ customer.address.city }}, {{ customer.traits.size }}, {{ customer.traits.shoe.width }} {{ shop.name }}",
    '{% assign name = customer.displayName | upcase %}Hello {{ name }}{{ "abc".size }}',
    "{% for i in (1..3) %}{{ i }}{% if forloop.last %}.{% endif %}{% endfor %}",
    "{% for x in customer.traits.list %}{{ x.anything }}{% endfor %}Hello",
    "{% case customer.country %}{% when 'GB', 'IE' %}Hello{% else %}Hi{% endcase %}",
    "{{ campaign.endsAt | date: '%-d %B', shop.timeZone }} Hello",
    "{% liquid\nassign a = customer.city\necho a\n%}Hello",
    "{% comment %}{% nonsense %}{{ nothing }}{% endcomment %}Hello {% raw %}{{ nothing }}{% endraw %}",
    "{% if previous %}{{ previous }}{% endif %}Hello{% assign previous = customer.city %}",
    "{% increment n %}{{ n }}{% cycle 'a', customer.city %}",
    '{{ ["customer"]["firstName"] }} Hello',
  ];

  for (const body of bodies) expect([body, inBody(body)]).toEqual([body, []]);
});

test("recommendations are used with what stands there when there are none", () => {
  const bodies = [
    LOOP,
    "{{ recommendations.first.name | default: 'Hello' }}{{ recommendations[1].price }}",
    "{% if recommendations.size > 0 %}{{ recommendations[0].name }}{% else %}Hello{% endif %}",
    "Hello{% unless recommendations == empty %}{% for p in recommendations limit: 2 reversed %}{{ p.reason }}{% endfor %}{% endunless %}",
    "Hello{% assign best = recommendations | where: 'category', 'Tea' | sort: 'price' | first %}{% if best %}{{ best.name }}{% endif %}",
    "Hello{% capture offers %}{% for p in recommendations %}{{ p.name }}{% endfor %}{% endcapture %}{% if offers == '' %}!{% endif %}",
    "Hello{% assign any = false %}{% for p in recommendations %}{% assign any = true %}{{ p.sku }}{% endfor %}{% unless any %}!{% endunless %}",
    "Hello{% case recommendations.size %}{% when 0 %}!{% else %}{{ recommendations | map: 'name' | join: ', ' }}{% endcase %}",
    "Hello{% assign by = recommendations | group_by: 'category' %}{% for g in by %}{{ g.name }}{% for p in g.items %}{{ p.name }}{% endfor %}{% else %}!{% endfor %}",
    "Hello{% tablerow p in recommendations cols: 2 %}{{ p.name }}{{ tablerowloop.col }}{% endtablerow %}{% if recommendations.first %}{% endif %}",
  ];

  for (const body of bodies) expect([body, withProducts(body)]).toEqual([body, []]);
});

const NO_FALLBACK =
  "nothing may be recommended to a customer, and nothing says what stands here then; write {% else %} and a text before {% endfor %}, {% if recommendations.size > 0 %} around it, or | default: after a value";

test("recommendations without anything for those who are recommended nothing are refused", () => {
  expect(withProducts("Hello\n{% for p in recommendations %}{{ p.name }}{% endfor %}")).toEqual([
    `line 2, column 13: ${NO_FALLBACK}`,
  ]);
  expect(withProducts("Hello {{ recommendations.size }}")).toEqual([`line 1, column 10: ${NO_FALLBACK}`]);
  expect(
    withProducts(
      "Hello {% for p in recommendations %}{% if p.imageUrl %}{{ p.name | default: 'x' }}{% endif %}{% endfor %}",
    ),
  ).toEqual([`line 1, column 19: ${NO_FALLBACK}`]);
  const subject = "{{ recommendations.first.name }}";
  expect(templateFaults(email(LOOP, { recommendationSlots: 1, subject }))).toEqual([
    { path: ["subject"], message: `line 1, column 4: ${NO_FALLBACK}` },
  ]);
});

test("as many recommendations are asked for as are used", () => {
  const unused =
    "line 1, column 1: recommendationSlots is 3, and the body uses no recommendations; write {% for product in recommendations %}, or set recommendationSlots to 0";
  expect(withProducts("Hello")).toEqual([unused]);
  const none = "recommendations are used, and recommendationSlots is 0; set how many there are";
  expect(inBody(LOOP)).toEqual([`line 1, column 19: ${none}`]);
  for (const recommendationSlots of [-1, 21, 1.5, Number.NaN]) {
    const message = `recommendationSlots is ${recommendationSlots}; it is a whole number from 0 to 20`;
    expect(templateFaults(email(LOOP, { recommendationSlots }))).toContainEqual({
      path: ["recommendationSlots"],
      message,
    });
  }
  expect(inBody(LOOP, { recommendationSlots: 20 })).toEqual([]);
});

test.each([
  ["{{ custmer.firstName }}", "line 1, column 4: there is no variable custmer; did you mean customer?"],
  [
    "{{ qqqqqqqqq }}",
    "line 1, column 4: there is no variable qqqqqqqqq; it is one of customer, recommendations, campaign, variant, shop, unsubscribeUrl",
  ],
  ["Hi\n  {{ customer.fistName }}", "line 2, column 6: customer has no field fistName; did you mean firstName?"],
  [
    "{{ customer.address.town }}",
    "line 1, column 4: customer.address has no field town; it is one of street, city, region, postalCode, country",
  ],
  ["{{ customer.constructor }}", /^line 1, column 4: customer has no field constructor; it is one of id, /],
  ["{{ customer.__proto__ }}", /^line 1, column 4: customer has no field __proto__; it is one of id, /],
  ["{{ __proto__ }}", /^line 1, column 4: there is no variable __proto__; /],
  ["{{ customer.firstName.size.x }}", "line 1, column 4: customer.firstName.size is a single value and has no field x"],
  [
    "{{ customer[customer.traits.key] }}",
    "line 1, column 4: which field of customer is meant must be written here by its name",
  ],
  ["{{ [customer.city].x }}", "line 1, column 4: which variable is meant must be written here by its name"],
  ["{{ customer.traits[custmer.city] }}", "line 1, column 20: there is no variable custmer; did you mean customer?"],
  ["{{ customer }}", "line 1, column 1: customer is not a text by itself; take one of its fields, such as customer.id"],
  [
    "{{ customer.traits }}",
    "line 1, column 1: customer.traits is not a text by itself; take one of its fields, such as customer.traits.loyaltyTier",
  ],
  [
    "{% for x in customer.city %}{% endfor %}",
    "line 1, column 13: customer.city is no list; only lists can be gone through",
  ],
  [
    "{% for x in customer.traits %}{% endfor %}",
    "line 1, column 13: customer.traits is no list; only lists can be gone through",
  ],
  ["{% if false %}{{ shop.nme }}{% endif %}", "line 1, column 18: shop has no field nme; did you mean name?"],
  ["{% if true %}{% else %}{% if x %}{% endif %}{% endif %}", /^line 1, column 30: there is no variable x; /],
  ["{% case shop.nme %}{% when 1 %}{% endcase %}", "line 1, column 9: shop has no field nme; did you mean name?"],
  ["{% case 1 %}{% when shop.nme %}{% endcase %}", "line 1, column 21: shop has no field nme; did you mean name?"],
  ["{% assign a = shop.nme %}", "line 1, column 15: shop has no field nme; did you mean name?"],
  ["{% assign a = shop %}{{ a.nme }}", "line 1, column 25: a has no field nme; did you mean name?"],
  ["{% assign customer = 1 %}", "line 1, column 1: customer is what every template is given; choose another name"],
  [
    "{% for shop in (1..2) %}{% endfor %}",
    "line 1, column 1: shop is what every template is given; choose another name",
  ],
  ["{% capture shop %}{% endcapture %}", "line 1, column 1: shop is what every template is given; choose another name"],
  ["{% increment shop %}", "line 1, column 1: shop is what every template is given; choose another name"],
  ["{% for i in (1..2) limt: 1 %}{% endfor %}", "line 1, column 1: for has no setting limt; did you mean limit?"],
  [
    "{% for i in (1..shop.nme) limit: shop.nm %}{% endfor %}",
    "line 1, column 17: shop has no field nme; did you mean name?",
  ],
  ["{{ 'a' | append: shop.nme }}", "line 1, column 18: shop has no field nme; did you mean name?"],
  [
    "{{ 'a' | default: shop.nme, allow_false: shop.nam }}",
    "line 1, column 19: shop has no field nme; did you mean name?",
  ],
  ["{% echo shop.nme %}", "line 1, column 9: shop has no field nme; did you mean name?"],
  ["{% cycle shop.nme, 'b' %}", "line 1, column 10: shop has no field nme; did you mean name?"],
  ["{% liquid\n  assign a = 1\n  echo shop.nme\n%}", "line 3, column 8: shop has no field nme; did you mean name?"],
  ["{{ shop.name | upcas }}", "line 1, column 4: there is no filter upcas; did you mean upcase?"],
  [
    "{{ shop.name | sample }}",
    "line 1, column 4: the filter sample chooses by chance, and a message must be the same whenever it is made",
  ],
  ["{{ shop.name | base64_decode }}", /^line 1, column 4: there is no filter base64_decode; /],
  [
    "{% if 1 > 0 and shop.name | upcas %}{% endif %}",
    "line 1, column 7: there is no filter upcas; did you mean upcase?",
  ],
  ["{{ shop.name | append }}", "line 1, column 4: the filter append has 0 arguments; it takes 1"],
  ["{{ shop.name | slice: 1, 2, 3 }}", "line 1, column 4: the filter slice has 3 arguments; it takes 1 to 2"],
  ["{{ shop.name | map: 'x' }}", "line 1, column 4: the filter map is for lists; shop.name is a single value"],
  [
    "{{ customer | upcase }}",
    "line 1, column 4: customer is not a text by itself; take one of its fields, such as customer.id",
  ],
  [
    "{{ 'now' | date: '%Y' }}",
    "line 1, column 4: 'now' is not known: a message says the same whenever it is made; use campaign.startsAt or campaign.endsAt",
  ],
  ['{{ "today" | date_to_string }}', /^line 1, column 4: "today" is not known: /],
  ["{% include 'x' %}", "line 1, column 1: the tag include reads files; write here what it would read"],
  ["{% render 'x' %}", "line 1, column 1: the tag render reads files; write here what it would read"],
  ["{% layout 'x' %}", "line 1, column 1: the tag layout reads files; write here what it would read"],
  ["{% block x %}{% endblock %}", "line 1, column 1: the tag block reads files; write here what it would read"],
  ["{% unles x %}", "line 1, column 1: there is no tag unles; did you mean unless?"],
  ["Hi {% if true %}", "line 1, column 4: {% if %} has no {% endif %}"],
  ["Hi {% for x in (1..2) %}{% endif %}", "line 1, column 25: {% endif %} has no beginning"],
  ["Hi {% endif %}", "line 1, column 4: {% endif %} has no beginning"],
  ["Hi {{ shop.name", "line 1, column 4: {{ has no }}"],
  ["Hi {% if true", "line 1, column 4: {% has no %}"],
  ["Hi {% raw %}", "line 1, column 4: {% raw %} has no {% endraw %}"],
  ["Hi {% comment %}", "line 1, column 4: {% comment %} has no {% endcomment %}"],
  ["{{ shop.name default: 'x' }}", /^line 1, column 22: there is something after a value that is neither a filter, /],
  [
    "{% if shop.name | size > 3 %}{% endif %}",
    "line 1, column 24: after a filter stands a colon with its arguments, or another filter; what is to be compared is assigned a name before",
  ],
  [
    "{% if shop.name = 'x' %}{% endif %}",
    /^line 1, column 18: there is something after a value that is neither a filter, /,
  ],
])("%s is refused", (body, message) => {
  expect(inBody(`${body}`)[0]).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
});

test.each([
  ["{{ recommendations[0].prise }}", "line 1, column 4: recommendations[0] has no field prise; did you mean price?"],
  [
    "{{ recommendations.first.prise }}",
    "line 1, column 4: recommendations.first has no field prise; did you mean price?",
  ],
  [
    "{{ recommendations.name }}",
    "line 1, column 4: recommendations is a list and has no field name; take one thing of it, such as recommendations.first.name, or go through it by {% for %}",
  ],
  [
    "{{ recommendations }}",
    "line 1, column 1: recommendations is a list, not a text; go through it by {% for %}, or take one thing of it, such as recommendations.first",
  ],
  [
    "{{ recommendations | reverse }}",
    "line 1, column 1: recommendations | reverse is a list, not a text; go through it by {% for %}, or take one thing of it, such as recommendations | reverse | first",
  ],
  ["{{ recommendations | upcase }}", /^line 1, column 4: recommendations is a list, not a text; /],
  [
    "{{ recommendations.first }}",
    "line 1, column 1: recommendations.first is not a text by itself; take one of its fields, such as recommendations.first.sku",
  ],
  [
    "{% for p in recommendations %}{{ p.prise }}{% endfor %}",
    "line 1, column 34: p has no field prise; did you mean price?",
  ],
  ["{% for p in recommendations %}{% else %}{{ p.price }}{% endfor %}", /^line 1, column 44: there is no variable p; /],
  ["{% for p in recommendations %}{% endfor %}{{ p.price }}", /^line 1, column 46: there is no variable p; /],
  [
    "{% tablerow p in recommendations %}{{ p.prise }}{% endtablerow %}",
    "line 1, column 39: p has no field prise; did you mean price?",
  ],
  [
    "{% assign best = recommendations | sort: 'price' | last %}{{ best.prise }}",
    "line 1, column 62: best has no field prise; did you mean price?",
  ],
  [
    "{% assign ps = recommendations | where: 'brand' %}{% for p in ps %}{{ p.prise }}{% endfor %}",
    "line 1, column 71: p has no field prise; did you mean price?",
  ],
  ["{% capture c %}{{ recommendations[0].prise }}{% endcapture %}", /did you mean price\?$/],
  [
    "{{ recommendations | map: 'prise' | join }}",
    "line 1, column 4: recommendations.first has no field prise; did you mean price?",
  ],
  [
    "{{ recommendations | map: customer.city | join }}",
    "line 1, column 4: the filter map takes the name of a field in quotes",
  ],
  [
    "{{ recommendations | join: ', ' }}",
    'line 1, column 4: recommendations has no texts; take a field of each before join, such as | map: "sku"',
  ],
  [
    "{% assign ps = recommendations | sort %}",
    'line 1, column 16: the filter sort needs the name of a field here, such as sort: "sku"',
  ],
  [
    "{% if recommendations %}{% endif %}",
    "line 1, column 7: recommendations is a list, which counts as true even when it is empty; ask for recommendations.size > 0",
  ],
  [
    "{% if 1 == 1 and recommendations %}{% endif %}",
    "line 1, column 14: recommendations is a list, which counts as true even when it is empty; ask for recommendations.size > 0",
  ],
])("%s is refused", (body, message) => {
  expect(withProducts(body)[0]).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
});

test("every fault is told, and of one text 20 at most", () => {
  expect(inBody("{{ a }}{{ shop.nme }}{% if true %}{{ customer.x | nope }}{% endif %}").length).toBe(4);
  expect(inBody("{% aaa %}{% bbb %}").length).toBe(2);
  expect(inBody("{{ a }}".repeat(14_000)).length).toBe(20);
});

test("an e-mail needs a subject of one line", () => {
  const subjectOf = (subject: string | null, channel: MessageTemplate["channel"] = "EMAIL") =>
    templateFaults(email("Hello", { subject, channel }));
  const refused = (message: string) => [{ path: ["subject"], message }];

  expect(subjectOf(null)).toEqual(refused("subject is empty; an e-mail needs one"));
  expect(subjectOf("  ")).toEqual(refused("subject is empty; an e-mail needs one"));
  expect(subjectOf("a\nb")).toEqual(refused("subject has a line break; it is one line"));
  expect(subjectOf("a".repeat(999))).toEqual(refused("subject has 999 characters; at most 998"));
  expect(subjectOf("a".repeat(998))).toEqual([]);
  expect(subjectOf("Hi {{ custmer.city }}")).toEqual(
    refused("line 1, column 7: there is no variable custmer; did you mean customer?"),
  );
  expect(subjectOf("{{ customer.firstName }}")).toEqual(
    refused(
      'subject is empty for a customer of whom nothing is known; say something that holds for everybody, or give a value a fallback, such as {{ customer.firstName | default: "there" }}',
    ),
  );
  expect(subjectOf(null, "SMS")).toEqual([]);
  expect(subjectOf("{{ custmer", "SMS")).toEqual([]);
});

test("a body says something to everybody, and is not too long", () => {
  expect(inBody(" \n")).toEqual(["body is empty"]);
  expect(inBody("a".repeat(100_001))).toEqual(["body has 100001 characters; at most 100000"]);
  expect(inBody("a".repeat(100_000))).toEqual([]);
  expect(inBody("a\u0000")).toEqual(["body contains the NUL character, which text cannot hold"]);
  expect(inBody("{{ customer.city }}")[0]).toMatch(/^body is empty for a customer of whom nothing is known; /);
});

test("what is printed into HTML stands between tags or in quotes", () => {
  const unquoted = 'what is printed within a tag of HTML stands in quotes, such as href="{{ product.imageUrl }}"';
  const script = "nothing can be printed within a script or a style: escaping does not hold there";
  const wrong: [string, string][] = [
    ["<a href={{ shop.name }}>x</a>", `line 1, column 9: ${unquoted}`],
    ["<a {{ shop.name }}>x</a>", `line 1, column 4: ${unquoted}`],
    ["<p>x</p><{{ shop.name }}>", `line 1, column 10: ${unquoted}`],
    ["<p>x</p><{% echo shop.name %}>", `line 1, column 10: ${unquoted}`],
    ["<p>x</{{ shop.name }}>", `line 1, column 7: ${unquoted}`],
    ["<p{{ shop.name }}>x</p>", `line 1, column 3: ${unquoted}`],
    ["<b>x</b><script>var a = '{{ shop.name }}'</script>", `line 1, column 26: ${script}`],
    ["<b>x</b><style>a { color: {{ shop.name }} }</style>", `line 1, column 27: ${script}`],
    ['<b>x</b><a href="#" onclick="f(\'{{ shop.name }}\')">y</a>', `line 1, column 33: ${script}`],
    ["<b>x</b><a/onclick='{{ shop.name }}'/>", `line 1, column 21: ${script}`],
    ["<p {% if true %}title='a'{% else %}onclick='{{ shop.name }}'{% endif %}>x</p>", `line 1, column 45: ${script}`],
    ['<p STYLE = "color: {{ shop.name }}">x</p>', `line 1, column 20: ${script}`],
    ['<p style="a"style="b: {{ shop.name }}">x</p>', `line 1, column 23: ${script}`],
    ['<p title=a="{{ shop.name }}">x</p>', `line 1, column 13: ${unquoted}`],
    [
      '<iframe srcdoc="{{ shop.name }}"></iframe>x',
      "line 1, column 17: nothing can be printed within srcdoc: escaping does not hold there",
    ],
    [
      "<b>x</b><a href='",
      "line 1, column 1: the HTML ends within a tag, a comment or a script that has begun here or before",
    ],
  ];
  for (const [body, message] of wrong) expect([body, inBody(body)]).toEqual([body, [message]]);

  const right = [
    "<a href=\"{{ unsubscribeUrl }}\" title='{{ shop.name }}'>{{ shop.name }}</a>",
    '<a {% if customer.city %}href="{{ unsubscribeUrl }}"{% else %}href="{{ shop.name }}"{% endif %}>x</a>',
    "<style>a { color: {% if customer.gender == 'f' %}red{% else %}blue{% endif %} }</style><p>{{ shop.name }}</p>x",
    "<!-- {{ shop.name }} --><p>Hello</p>",
    "<p title='style=\"{{ shop.name }}\"' style=\"color: red\" data-style='{{ shop.name }}'>x</p>",
    "{% comment %}<a href={{ shop.name }}>{% endcomment %}<p>Hello</p>",
  ];
  for (const body of right) expect([body, inBody(body)]).toEqual([body, []]);
  expect(inBody("Hello <{{ shop.name }}")).toEqual([]); // no HTML
});

test("a template that would go on without end is refused", () => {
  const much =
    "body: its filters and ranges make more than 500000 characters and items; write smaller ranges, or filters of shorter texts and lists";

  expect(inBody("{% for i in (1..100000000) %}x{% endfor %}")).toEqual([much]);
  const nested = "{% for i in (1..900) %}".repeat(4);
  expect(inBody(`${nested}x${"{% endfor %}".repeat(4)}`)).toEqual([`body: ${TURNS} (line 1, column 70)`]);
  const doubled = `{% assign a = 'xx' %}${"{% assign a = a | append: a %}".repeat(40)}{{ a }}`;
  expect(inBody(doubled)).toEqual([much]);
});

test("an address that is a script is refused, whether something is printed into it or not", () => {
  const astray =
    "an address that begins with javascript:, vbscript: or data: is never sent; write one that begins with https:";
  const wrong: [string, number][] = [
    ["<a href=\"javascript:f('{{ shop.name }}')\">x</a>", 4],
    ["{{- shop.name }} -  <b>x</b><a class=b href=' JaVa&#115;cript&colon;{{ shop.name }}'>x</a>", 40],
    ["<a href='java&#10;script:f()'>x</a>", 4],
    ["<a href=vbscript:f>x</a>", 4],
    ["<p>x</p><img src='data:text/html,{{ shop.name }}'>", 14],
    ["<form {% if true %}action='/'{% else %}action='javascript:f'{% endif %}>x</form>", 40],
  ];
  for (const [body, column] of wrong)
    expect([body, inBody(body)]).toEqual([body, [`line 1, column ${column}: ${astray}`]]);

  const right = [
    "<a href='https://shop.example/javascript:{{ shop.name }}' title='javascript: {{ shop.name }}'>data:</a>",
    "<a href='{{ shop.name }}'>x</a>",
    "<a href='mailto:a@b.example' data-x='data:{{ shop.name }}'>x</a>",
  ];
  for (const body of right) expect([body, inBody(body)]).toEqual([body, []]);
});

const TURNS =
  "its loops go through more than 100000 characters of it, each counted in every turn; write fewer turns, such as {% for product in recommendations limit: 3 %}, or less within them";

test("what loops go through is counted in every turn, on every machine alike", () => {
  const nested = "x{% for i in (1..1000) %}{% for j in (1..700) %}{% endfor %}{% endfor %}";
  expect(inBody(nested)).toEqual([`body: ${TURNS} (line 1, column 26)`]);
  const within = `{% if false %}${"y".repeat(8_000)}{% endif %}`;
  const turn = (tag: string, length: number): string =>
    `x{% ${tag} i in (1..10) %}${within}${"x".repeat(length - within.length - tag.length - 9)}{% end${tag} %}x`;
  for (const tag of ["for", "tablerow"]) {
    expect(inBody(turn(tag, 10_000))).toEqual([]);
    expect(inBody(turn(tag, 10_001))).toEqual([`body: ${TURNS} (line 1, column 2)`]);
  }
  expect(inBody(turn("for", 10_000) + turn("for", 9_000))).toEqual([`body: ${TURNS} (line 1, column 10026)`]);
  const broken = `x{% for i in (1..100) %}{% break %}${"x".repeat(9_000)}{% endfor %}`;
  expect(inBody(broken.repeat(10))).toEqual([]);
});

test("a message that would be too long for somebody is refused", () => {
  const long =
    "body: it makes more than 200000 characters; write less text, or smaller loops, such as {% for product in recommendations limit: 3 %}";
  const times = (count: number): string => `{% assign a = '${"x".repeat(1000)}' %}${"{{ a }}".repeat(count)}`;

  expect(inBody(times(200))).toEqual([]);
  expect(inBody(`${times(200)}!`)).toEqual([long]);
  expect(inBody(`{% if customer.firstName %}x{% else %}${times(201)}{% endif %}`)).toEqual([long]);
  const looped = `{% assign a = '${"x".repeat(1000)}' %}{% for i in (1..2000) %}{{ a }}{% endfor %}`;
  expect(inBody(looped)).toEqual([`${long} (line 1, column 1020)`]);
});

test("what takes long by other means is refused as well", () => {
  const doubled = `{% assign a = 'xxxxxxxxxxxxxxx' %}${"{% assign a = a | append: a %}".repeat(13)}`;
  const slow = `x${doubled}{% for i in (1..2000) %}{% if a contains 'xxxxxxxxxxxxy' %}{% endif %}{% endfor %}`;

  expect(inBody(slow)).toEqual([
    "body: it takes longer than 50 ms; write fewer filters and conditions into its loops, and shorter texts into those",
  ]);
});

test("what customers are called is not printed by raw, under whatever name", () => {
  const refused = (said: string): string =>
    `${said} is what a customer may have said, and raw would make HTML of it; write it without | raw`;
  const faults = (body: string): string[] =>
    inBody(`<p>Hello</p>${body}`, body.includes("recommendations") ? { recommendationSlots: 1 } : {}).map((fault) =>
      fault.replace(/^line \d+, column \d+: /, ""),
    );
  const wrong: [string, string][] = [
    ["{{ customer.firstName | raw }}", "customer.firstName"],
    ["{{ customer.traits.a.b | upcase | raw }}", "customer.traits.a.b | upcase"],
    ["{% echo customer['city'] | raw %}", "customer.city"],
    ["{% liquid\necho customer.city | raw\n%}", "customer.city"],
    ["{{ '<b>' | append: customer.city | raw }}", "'<b>' | append"],
    ["{{ shop.name | default: customer.city | raw }}", "shop.name | default"],
    ["{% assign a = customer.city %}{{ a | raw }}", "a"],
    ["{% assign a = customer %}{% assign b = a %}{{ b.city | raw }}", "b.city"],
    ["{% if true %}{% assign a = 'x' %}{% else %}{% assign a = customer.city %}{% endif %}{{ a | raw }}", "a"],
    ["{% for i in (1..3) %}{{ a | raw }}{% assign a = b %}{% assign b = customer.city %}{% endfor %}", "a"],
    ["{% for t in customer.traits.list %}{{ t.name | raw }}{% endfor %}", "t.name"],
    ["{% tablerow t in customer.traits.list %}{{ t | raw }}{% endtablerow %}", "t"],
    ["{% capture a %}<b>{% if true %}{{ customer.city }}{% endif %}</b>{% endcapture %}{{ a | raw }}", "a"],
    ["{% assign l = shop.name | split: ' ' | push: customer.city %}{{ l | join | raw }}", "l | join"],
  ];
  for (const [body, said] of wrong) expect([body, faults(body)]).toEqual([body, [refused(said)]]);
  expect(inBody("Hi\n{{ customer.city | raw }}")).toEqual([`line 2, column 4: ${refused("customer.city")}`]);

  const right = [
    "{{ shop.name | raw }}{{ '<b>x</b>' | raw }}",
    "{{ recommendations.first.description | default: 'x' | raw }}",
    "{% assign p = recommendations | where: 'brand', customer.traits.brand | first %}{{ p.name | default: 'x' | raw }}",
    "{% capture a %}<b>{{ shop.name }}</b>{% endcapture %}{{ a | raw }}{{ customer.city }}",
    "{% for city in customer.traits.cities %}{{ city }}{% endfor %}{% assign city = 'Bath' %}{{ city | raw }}",
    "{% if customer.city == 'Bath' %}{{ '<b>Bath</b>' | raw }}{% endif %}",
  ];
  for (const body of right) expect([body, faults(body)]).toEqual([body, []]);
});

test("what is nested too deeply is refused", () => {
  const ifs = (depth: number): string => `${"{% if true %}".repeat(depth)}x${"{% endif %}".repeat(depth)}`;

  expect(inBody(ifs(50))).toEqual([]);
  expect(inBody(ifs(60))[0]).toMatch(/^line 1, column \d+: tags are nested deeper than 50 levels$/);
  expect(inBody(ifs(4_000))[0]).toMatch(/nested/);
  const brackets = `{{ ${"customer.traits[".repeat(5_500)}1${"]".repeat(5_500)} }}`;
  expect(inBody(brackets)[0]).toMatch(/nested too deeply/);
});
