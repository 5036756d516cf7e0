import jax.numpy as jnp
import keras
import tensorflow as tf
from flax import linen as nn
from flax import nnx
from keras import layers


class Attention(nn.Module):
    dim: int
    heads: int = 2

    # flax.linen.Module is no torch.nn.Module: it has other rules, and setup() is its constructor
    def setup(self):
        self.scale = jnp.ones(self.dim)
        self.blocks = [nn.Dense(self.dim) for _ in range(self.heads)]
        self.table = {"k": nn.Dense(self.dim), "v": nn.Dense(self.dim)}

    @nn.compact
    def __call__(self, x):
        return nn.Dense(self.dim)(x * self.scale)


class Mlp(nnx.Module):
    def __init__(self, dim, rngs):
        self.lin = nnx.Linear(dim, dim, rngs=rngs)
        self.layers = [nnx.Linear(dim, dim, rngs=rngs) for _ in range(2)]
        self.mean = jnp.zeros(dim)


class Encoder(keras.Model):
    def __init__(self, dim):
        super().__init__()
        self.stages = [layers.Dense(dim), layers.Dense(dim)]
        self.mean = tf.zeros((dim,))

    def call(self, x):
        for stage in self.stages:
            x = stage(x)
        return x


class Gate(layers.Layer):
    def __init__(self):
        self.alpha = tf.Variable(1.0)
        super().__init__()
