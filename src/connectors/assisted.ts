import { z } from 'zod';
import type { FormWords } from '../application/ports/account.ts';
import { type Network, networks } from '../domain/account.ts';
import type { Outcome } from '../domain/outcome.ts';
import { defineConnector } from './connector.ts';
import { networkOf } from './settings.ts';

/** The host is written out, so that no word of a post can turn the address elsewhere. */
const template = /^https?:\/\/[^\s{}/?#]+(?:[/?#](?:[^\s{}]|\{(?:text|title|link)\})*)?$/;

const settings = z.strictObject({
  where: z.string().trim().min(1).optional(),
  address: z.url({ protocol: /^https?$/, error: 'must begin with https:// or http://' }).optional(),
  form: z
    .string()
    .regex(
      template,
      'must be an https:// address in which {text}, {title} and {link} stand behind the host',
    )
    .optional(),
  network: z.enum(networks).optional(),
  account: z.string().trim().min(1).optional(),
  link: z.enum(['inline', 'none']).default('inline'),
});

/**
 * A place where no program may post: a group of WhatsApp or Facebook, Reddit without an approved app.
 * Nothing is sent; a person is told what to post, and says where it is.
 */
export const assisted = defineConnector({
  id: 'assisted',
  name: 'By hand',
  settings,
  bind(chosen, { key }) {
    const network: Network = chosen.network ?? networkOf(key) ?? 'other';
    const where = chosen.where ?? key.slice(key.indexOf('/') + 1);
    const form = chosen.form ?? formOf(network, where);
    const place = `assisted:${network}:${where}`;
    return {
      network,
      account: chosen.account === undefined ? place : `assisted:${chosen.account}`,
      place,
      byPerson: true,
      linkPlacement: chosen.link,
      local: true,
      timeoutMilliseconds: 1000,
      byHand: {
        where,
        address: chosen.address ?? null,
        formFor: (words) => (form === null ? null : filledIn(form, words)),
      },
      publish: async () => neverSent,
    };
  },
});

/**
 * The forms of networks that can be filled in by an address. WhatsApp documents its own
 * (https://faq.whatsapp.com/5913398998672934). Those of Reddit and Facebook are in use everywhere and
 * documented nowhere; Facebook's takes the link alone.
 */
function formOf(network: Network, where: string): string | null {
  if (network === 'whatsapp') return 'https://wa.me/?text={text}';
  if (network === 'facebook') return 'https://www.facebook.com/sharer/sharer.php?u={link}';
  return network === 'reddit' && /^r\/\w+$/.test(where)
    ? `https://www.reddit.com/${where}/submit?title={title}&text={text}`
    : null;
}

/** Servers need not take more in the first line of a request (RFC 9112 section 3). */
const longest = 8000;

/** @returns null where a word is missing that the form is about, or it would be too long */
function filledIn(form: string, { text, title, link }: FormWords): string | null {
  const words = { text, title: title ?? '', link };
  if (form.includes('{link}') && link === '') return null;
  const address = form.replace(/\{(text|title|link)\}/g, (_, name: keyof typeof words) =>
    encoded(words[name]),
  );
  return address.length <= longest ? address : null;
}

/** Also what `encodeURIComponent` leaves alone: programs that find addresses in a mail end them there. */
const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** What is due is given to a person before anything could be sent. */
const neverSent: Outcome = {
  kind: 'rejected',
  error: {
    code: 'by-hand',
    message: 'Nothing is sent for this account: a person posts for it',
    remedy: 'Post it by hand, then run `broadsheet resolve` with `--posted URL`.',
  },
};
