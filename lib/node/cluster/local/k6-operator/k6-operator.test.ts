import { expect, it } from 'vitest';
import { toManifests } from './k6-operator.ts';

const BUNDLE = `
apiVersion: v1
kind: Namespace
metadata: {name: k6-operator-system}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: k6-operator-controller-manager}
spec:
  replicas: 1
  template:
    spec:
      containers:
        - {name: manager, image: far.example/operator:1, command: [/manager], resources: {limits: {cpu: 100m}}}
        - {name: kube-rbac-proxy, image: far.example/proxy:1}
      serviceAccountName: k6-operator-controller
---
`;

it('is the operator of its own manifest with an image of this machine, without its bounds, and no proxy', () => {
  expect(toManifests(BUNDLE, 'here:1')).toEqual([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'k6-operator-system' } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'k6-operator-controller-manager' },
      spec: {
        replicas: 1,
        template: {
          spec: {
            containers: [{ name: 'manager', image: 'here:1', command: ['/manager'] }],
            serviceAccountName: 'k6-operator-controller',
          },
        },
      },
    },
  ]);
});
