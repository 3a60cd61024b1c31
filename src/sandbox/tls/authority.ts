// The sandbox's own certificate authority: made on first use, kept in its folder, never shipped.

import { webcrypto } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** Files a client or server can be pointed at, and what they hold (PEM). */
export interface Authority {
  readonly caFile: string;
  readonly ca: string;
  /** The server certificate for localhost, 127.0.0.1 and Google's host names. */
  readonly cert: string;
  readonly key: string;
}

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 24 * 60 * 60 * 1000;
const FILES = ['ca.pem', 'server.pem', 'server-key.pem'] as const;
const NAMES: x509.JsonGeneralNames = [
  { type: 'dns', value: 'localhost' },
  { type: 'dns', value: '*.googleapis.com' },
  { type: 'dns', value: 'googleapis.com' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
];

/**
 * Gives the authority kept in `dir`, or makes one there. The authority's own key is thrown away after it
 * has signed the one server certificate, so nobody can sign another with it.
 */
export async function createAuthority(dir: string): Promise<Authority> {
  const [ca, cert, key] = (await kept(dir)) ?? (await made(dir));
  return { caFile: join(dir, FILES[0]), ca, cert, key };
}

type Pems = readonly [ca: string, cert: string, key: string];

async function kept(dir: string): Promise<Pems | null> {
  try {
    const [ca, cert, key] = await Promise.all(FILES.map((f) => readFile(join(dir, f), 'utf8')));
    if (ca === undefined || cert === undefined || key === undefined) return null;
    const soon = new Date(Date.now() + 30 * DAY);
    return new x509.X509Certificate(cert).notAfter > soon ? [ca, cert, key] : null;
  } catch {
    return null;
  }
}

async function made(dir: string): Promise<Pems> {
  x509.cryptoProvider.set(webcrypto);
  const pems = await sign();
  await mkdir(dir, { recursive: true });
  for (const [index, text] of pems.entries()) {
    const file = join(dir, FILES[index] ?? '');
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  return pems;
}

async function sign(): Promise<Pems> {
  const authority = await keyPair();
  const server = await keyPair();
  const validity = {
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 3650 * DAY),
  };
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Runway sandbox authority',
    keys: authority,
    signingAlgorithm: KEY,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const cert = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: ca.subject,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: KEY,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(NAMES),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', server.privateKey);
  return [ca.toString('pem'), cert.toString('pem'), x509.PemConverter.encode(key, 'PRIVATE KEY')];
}

async function keyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
}
