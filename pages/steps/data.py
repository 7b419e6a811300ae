"""Data: how were my files read, what do they need from me, and what can they answer?"""

import streamlit as st

from pages.ui import data_view

st.title("Your data")
data_view.page()
