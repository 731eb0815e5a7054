// The defects on the connection, on a fake socket: what the caller gets, and when.
import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { Envelope } from '../envelopes/aurora.ts';
import { createRig, PROFILE } from '../rig.ts';

/** The two ends of a socket, as far as the transport defects look at them. */
function createFakeSocket() {
  const chunks: Buffer[] = [];
  const outgoing = Object.assign(new EventEmitter(), {
    closed: false,
    status: 0,
    writeHead(status: number) {
      outgoing.status = status;
    },
    write(chunk: Buffer, done?: () => void) {
      chunks.push(chunk);
      done?.();
    },
    end() {
      outgoing.emit('close');
    },
  });
  const close = () => {
    outgoing.closed = true;
    outgoing.emit('close');
  };
  const socket = { resetAndDestroy: vi.fn(close), destroy: vi.fn(close) };
  return {
    bindings: { incoming: { socket }, outgoing },
    socket,
    outgoing,
    sent: () => Buffer.concat(chunks).toString(),
  };
}

describe('on the socket', () => {
  const callWith = (defects: string, bindings: object) =>
    createRig({ defects }).call('/v1/profile/update', { body: PROFILE, bindings });

  it('connection_reset resets before a byte was answered', async () => {
    const { bindings, socket, sent } = createFakeSocket();
    await callWith('connection_reset', bindings);
    expect(socket.resetAndDestroy).toHaveBeenCalledOnce();
    expect(sent()).toBe('');
  });

  it('body_cut_off sends half and is gone', async () => {
    const { bindings, socket, sent } = createFakeSocket();
    await callWith('body_cut_off', bindings);
    expect(socket.destroy).toHaveBeenCalledOnce();
    expect(() => JSON.parse(sent())).toThrow(SyntaxError);
  });

  it('hang answers nothing until the caller is gone', async () => {
    const { bindings, outgoing, sent } = createFakeSocket();
    let isBack = false;
    const call = callWith('hang', bindings).then(() => {
      isBack = true;
    });
    await vi.waitFor(() => expect(outgoing.listenerCount('close')).toBe(1));
    expect(isBack).toBe(false);
    outgoing.emit('close');
    await call;
    expect(sent()).toBe('');
  });

  it('slow_drip sends a healthy answer in steps', async () => {
    vi.useFakeTimers();
    try {
      const { bindings, sent } = createFakeSocket();
      const call = callWith('slow_drip,ms=1000', bindings);
      await vi.advanceTimersByTimeAsync(500);
      expect(() => JSON.parse(sent())).toThrow(SyntaxError);
      await vi.advanceTimersByTimeAsync(500);
      await call;
      expect((JSON.parse(sent()) as Envelope).cards).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('slow answers late, and well', async () => {
    vi.useFakeTimers();
    try {
      let status = 0;
      const call = createRig({ defects: 'slow' })
        .call('/v1/profile/update', { body: PROFILE })
        .then((answered) => {
          status = answered.status;
        });
      await vi.advanceTimersByTimeAsync(999);
      expect(status).toBe(0);
      await vi.advanceTimersByTimeAsync(1);
      await call;
      expect(status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  it('without a socket a transport defect says so', async () => {
    const silence = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect((await callWith('hang', {})).status).toBe(500);
    expect(silence).toHaveBeenCalledWith(expect.stringContaining('needs a real socket'));
    silence.mockRestore();
  });
});
