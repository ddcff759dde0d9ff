import { expect, test } from "vitest";
import { smtpAdapter } from "../../../src/campaigns/delivery/smtp.ts";
import { mailFromFault, readMailFrom, readSmtpUrl, smtpUrlFault } from "../../../src/campaigns/delivery/smtp-url.ts";

test.each([
  ["smtp://mail.example", { host: "mail.example", port: 587, secure: false, login: undefined }],
  ["smtps://mail.example/", { host: "mail.example", port: 465, secure: true, login: undefined }],
  ["smtp://127.0.0.1:1025", { host: "127.0.0.1", port: 1025, secure: false, login: undefined }],
  ["smtp://[::1]:25", { host: "::1", port: 25, secure: false, login: undefined }],
  ["smtp://bücher.example", { host: "xn--bcher-kva.example", port: 587, secure: false, login: undefined }],
  [
    "smtps://user%40shop.example:p%3A%2F%23@mail.example:2465",
    { host: "mail.example", port: 2465, secure: true, login: { user: "user@shop.example", pass: "p:/#" } },
  ],
])("%s is read", (url, server) => {
  expect(readSmtpUrl(url)).toEqual(server);
  expect(smtpUrlFault(url)).toBeUndefined();
});

test.each([
  ["mail.example", "is no URL such as smtp://user:password@mail.example:587"],
  ["smtp://user:pa#ssword@mail.example", "are written as %40 and so on"],
  ["http://user:password@mail.example", "begins with smtp:// or smtps://"],
  ["smtp:", "names no server"],
  ["smtp://user:password@", "is no URL"],
  ["smtp://mail.example:0", "has the port 0"],
  ["smtp://mail.example:99999", "is no URL"],
  ["smtp://user:12#password@mail.example", "ends after the port"],
  ["smtp://mail.example/inbox", "ends after the port"],
  ["smtp://mail.example?pool=false", "ends after the port"],
  ["smtp://user:pass%word@mail.example", "has a % that begins no character"],
  ["smtp://user@mail.example", "has a user and a password"],
  ["smtp://:password@mail.example", "has a user and a password"],
])("%s is refused: %s", (url, fault) => {
  expect(smtpUrlFault(url)).toContain(fault);
});

test("no fault repeats the password", () => {
  const urls = [
    "smtp://user:s3cret#@mail.example",
    "http://user:s3cret@mail.example",
    "smtp://user:s3cret%@mail.example",
    "smtp://:s3cret@mail.example",
    "smtp://user:s3cret@mail.example:99999",
  ];
  for (const url of urls) {
    expect(smtpUrlFault(url)).toEqual(expect.not.stringContaining("s3cret"));
    expect(() => smtpAdapter({ url, from: "news@shop.example" })).toThrow(/^(?!.*s3cret)the URL of the SMTP server /);
  }
});

test.each([
  ["news@shop.example", { name: "", address: "news@shop.example" }],
  ["My shop <news@shop.example>", { name: "My shop", address: "news@shop.example" }],
  ['"Shop, the" <news@shop.example>', { name: "Shop, the", address: "news@shop.example" }],
  ["Bücher <news@bücher.example>", { name: "Bücher", address: "news@bücher.example" }],
])("%s sends", (from, mailbox) => {
  expect(readMailFrom(from)).toEqual(mailbox);
  expect(mailFromFault(from)).toBeUndefined();
});

test.each([
  "",
  "My shop",
  "a@shop.example, b@shop.example",
  "shop: a@shop.example;",
  "news@shop.example\r\nBcc: a@b.example",
  "news@",
  "@shop.example",
])("%j does not", (from) => {
  expect(mailFromFault(from)).toBe("is one address, such as My shop <news@shop.example>");
  expect(() => smtpAdapter({ url: "smtp://mail.example", from })).toThrow("the sender of messages is no address");
});
