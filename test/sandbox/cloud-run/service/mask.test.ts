import { expect, test } from '@jest/globals';
import { masked } from '../../../../src/sandbox/cloud-run/service/mask.ts';
import { pruned } from '../../../../src/sandbox/cloud-run/service/pruned.ts';

const known = new Set(['labels', 'template', 'traffic', 'scaling']);

interface Fields {
  readonly labels?: Readonly<Record<string, string>>;
  readonly template?: { readonly revision?: string; readonly image?: string };
  readonly traffic?: readonly { readonly percent: number }[];
}

test('without a mask, or with a star, everything is replaced', () => {
  const stored: Fields = { labels: { a: '1' } };
  const asked: Fields = { traffic: [] };
  expect(masked(stored, asked, { paths: [], known })).toBe(asked);
  expect(masked(stored, asked, { paths: ['*'], known })).toBe(asked);
});

test('a field that the mask names and the request leaves out is removed', () => {
  const stored: Fields = { labels: { a: '1' }, template: { revision: 'x', image: 'y' } };
  expect(masked<Fields>(stored, {}, { paths: ['labels', 'template.revision'], known })).toEqual({
    template: { image: 'y' },
  });
});

test('a path into a list is refused', () => {
  const stored: Fields = { traffic: [{ percent: 100 }] };
  expect(() => masked<Fields>(stored, {}, { paths: ['traffic.percent'], known })).toThrow(
    'repeated field',
  );
});

test('zero values are dropped, empty texts in maps and empty messages are not', () => {
  expect(
    pruned({
      labels: { a: '' },
      annotations: {},
      description: '',
      ingress: 'INGRESS_TRAFFIC_UNSPECIFIED',
      probe: { tcpSocket: {}, periodSeconds: 0 },
      containers: [{ name: '', image: 'x' }],
    }),
  ).toEqual({ labels: { a: '' }, probe: { tcpSocket: {} }, containers: [{ image: 'x' }] });
});
