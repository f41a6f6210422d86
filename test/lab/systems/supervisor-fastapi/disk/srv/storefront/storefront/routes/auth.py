from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

router = APIRouter()


class Credentials(BaseModel):
    email: str
    password: str


@router.post("/auth/login")
def login(credentials: Credentials):
    raise HTTPException(401, "Invalid credentials")
